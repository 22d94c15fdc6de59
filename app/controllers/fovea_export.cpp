#include "controllers/fovea_export.h"

#include <QLocale>

namespace effortlab::app {

FoveaExport::FoveaExport(QObject* parent) : QObject(parent) {
  connect(&m_job, &JobBase::progress, this, [this](qint64 done, qint64 total, const QString&) {
    m_done = done;
    m_total = total;
    Q_EMIT changed();
  });
  connect(&m_job, &JobBase::finished, this, &FoveaExport::finish);
}

void FoveaExport::start(VideoExportPlan plan) {
  m_file = QString::fromStdString(plan.file.string());
  m_done = m_total = 0;
  Q_EMIT started();
  m_job.start([plan = std::move(plan)](const auto& context) { return exportVideo(plan, context.control); });
  Q_EMIT changed();
}

void FoveaExport::finish(JobStatus status) {
  const auto result = m_job.takeResult();
  if (status == JobStatus::Failed)
    Q_EMIT failed(m_file, m_job.failure());
  if (status == JobStatus::Completed && result)
    Q_EMIT written(
        tr("Exported to %1: %2 frames").arg(m_file, QLocale().toString(static_cast<qlonglong>(result->frames))),
        QString::fromStdString(result->warning));
  Q_EMIT changed();
}

}  // namespace effortlab::app
