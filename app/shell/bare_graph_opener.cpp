#include "shell/bare_graph_opener.h"

#include "shell/open_model_dialog.h"

namespace effortlab::app {

BareGraphOpener::BareGraphOpener(QWidget* window, Document* document)
    : QObject(window), m_window(window), m_document(document) {
  connect(&m_job, &JobBase::finished, this, &BareGraphOpener::ask);
}

void BareGraphOpener::open(const std::filesystem::path& file) {
  m_file = file;
  m_job.start([file](const auto&) { return model::inspectGraph(file); });
}

void BareGraphOpener::ask(JobStatus status) {
  const std::optional<model::BareGraph> graph = m_job.takeResult();
  if (status == JobStatus::Failed)
    Q_EMIT failed(QString::fromStdString(m_file.string()), m_job.failure());
  if (status != JobStatus::Completed || !graph)
    return;
  const auto& workspace = m_document->workspace();
  auto* dialog = new OpenModelDialog(*graph, workspace ? workspace->set : nullptr, m_window);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QDialog::accepted, m_document, [this, dialog] {
    if (dialog->savedManifest().empty())
      m_document->open({.model = m_file, .description = dialog->manifest()});
    else
      m_document->open({.model = dialog->savedManifest()});
  });
  dialog->open();
}

}  // namespace effortlab::app
