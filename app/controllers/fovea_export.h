#pragma once

#include "jobs/job.h"
#include "jobs/video_export.h"

#include <QObject>

namespace effortlab::app {

/// Writes what a policy makes of a video, in the background.
class FoveaExport : public QObject {
  Q_OBJECT

public:
  explicit FoveaExport(QObject* parent = nullptr);

  void start(VideoExportPlan plan);
  void cancel() { m_job.cancel(); }
  bool isRunning() const noexcept { return m_job.isRunning(); }
  qint64 done() const noexcept { return m_done; }
  qint64 total() const noexcept { return m_total; }

Q_SIGNALS:
  void started();
  void changed();
  /// What there is in which file.
  void written(const QString& text, const QString& details);
  void failed(const QString& file, const effortlab::app::JobFailure& failure);

private:
  void finish(JobStatus status);

  QString m_file;
  qint64 m_done = 0, m_total = 0;
  Job<VideoExportResult> m_job;
};

}  // namespace effortlab::app
