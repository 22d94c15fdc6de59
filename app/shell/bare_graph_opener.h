#pragma once

#include "controllers/document.h"
#include "jobs/job.h"
#include "model/bare_graph.h"

#include <QObject>

class QWidget;

namespace effortlab::app {

/// Opens a graph file without manifest: looks at it in the background, asks for what it does not say, opens it.
class BareGraphOpener : public QObject {
  Q_OBJECT

public:
  BareGraphOpener(QWidget* window, Document* document);

  void open(const std::filesystem::path& file);

Q_SIGNALS:
  void failed(const QString& what, const effortlab::app::JobFailure& failure);

private:
  void ask(JobStatus status);

  QWidget* m_window;
  Document* m_document;
  std::filesystem::path m_file;
  Job<model::BareGraph> m_job;
};

}  // namespace effortlab::app
