#include "controllers/document.h"

#include "effort/knobs_io.h"

#include <utility>

namespace effortlab::app {

namespace {

QString shown(const std::filesystem::path& file) {
  return QString::fromStdString(file.string());
}

}  // namespace

Document::Document(KnobsController* knobs, QObject* parent) : QObject(parent), m_knobs(knobs) {
  connect(&m_loader, &JobBase::finished, this, &Document::finishLoading);
}

Document::~Document() = default;

void Document::open(Files files) {
  const std::shared_ptr<const Workspace> present = m_knobs->workspace();
  if (m_loader.isRunning()) {  // a model and images dropped together belong together
    if (!files.model) {
      files.model = m_requested.model;
      files.description = m_requested.description;
    }
    files.data = files.data ? files.data : m_requested.data;
    files.knobs = files.knobs ? files.knobs : m_requested.knobs;
  }
  if (!present) {
    const std::vector<std::filesystem::path> builtIn = model::builtInModels();
    if (!files.model && !builtIn.empty())
      files.model = builtIn.front();
    if (!files.data)
      files.data = "sample";
  }
  if (!files.model && !present) {
    Q_EMIT failed(tr("Built-in models"), {ErrorCode::FileNotFound, tr("none is installed; open a model file")});
    return;
  }
  LoadRequest request{.model = {}, .description = files.description, .data = {}};
  if (files.model)
    request.model = *files.model;
  else
    request.model = present;
  if (files.data)
    request.data = *files.data;
  else
    request.data = present;
  m_requested = std::move(files);
  Q_EMIT loadingStarted(m_requested.model ? shown(m_requested.model->filename())
                                          : QString::fromStdString(m_requested.data.value_or("")));
  m_loader.start([request](const auto& context) { return loadWorkspace(request, context.control); });
}

void Document::finishLoading(JobStatus status) {
  Q_EMIT loadingEnded();
  const std::optional<std::shared_ptr<const Workspace>> loaded = m_loader.takeResult();
  const Files files = std::exchange(m_requested, {});
  if (status == JobStatus::Failed) {
    const QString what = files.model ? shown(*files.model) : QString::fromStdString(files.data.value_or(""));
    Q_EMIT failed(what, m_loader.failure());
  }
  if (status != JobStatus::Completed || !loaded)
    return;
  if (files.model)
    forgetKnobsFile();
  m_knobs->setWorkspace(*loaded);
  if (files.model)
    m_saved = m_knobs->settings();
  Q_EMIT opened(files);
  if (files.knobs)
    loadKnobs(*files.knobs);
}

void Document::forgetKnobsFile() {
  m_knobsFile.clear();
  Q_EMIT knobsFileChanged();
}

bool Document::loadKnobs(const std::filesystem::path& file) {
  try {
    m_knobs->changeSettings(effort::readKnobs(file), tr("Load %1").arg(shown(file.filename())));
  } catch (const Error& error) {
    Q_EMIT failed(shown(file), {error.code(), QString::fromUtf8(error.what())});
    return false;
  }
  m_knobsFile = file;
  m_saved = m_knobs->settings();
  Q_EMIT knobsFileChanged();
  return true;
}

bool Document::saveKnobs(const std::filesystem::path& file) {
  try {
    effort::writeKnobs(file, m_knobs->settings());
  } catch (const Error& error) {
    Q_EMIT failed(shown(file), {error.code(), QString::fromUtf8(error.what())});
    return false;
  }
  m_knobsFile = file;
  m_saved = m_knobs->settings();
  Q_EMIT knobsFileChanged();
  return true;
}

bool Document::isModified() const {
  const effort::KnobSettings& now = m_knobs->settings();
  return m_knobs->workspace() && (now.layers != m_saved.layers || now.gate != m_saved.gate);
}

}  // namespace effortlab::app
