#pragma once

#include "controllers/knobs_controller.h"
#include "jobs/job.h"
#include "jobs/model_loader.h"

#include <QObject>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace effortlab::app {

/// What is open: a network, images and a knobs file. Loads in the background; what fails leaves everything as it was.
class Document : public QObject {
  Q_OBJECT

public:
  struct Files {
    std::optional<std::filesystem::path> model = {};
    std::optional<model::Manifest> description = {};  ///< of a model file that is a bare graph
    std::optional<std::string> data = {};
    std::optional<std::filesystem::path> knobs = {};  ///< applied once the network is there
  };

  explicit Document(KnobsController* knobs, QObject* parent = nullptr);
  ~Document() override;

  /// Absent members stay as they are. The first time a network and images are needed; what is absent then is built in.
  void open(Files files);
  /// False: told by failed().
  bool loadKnobs(const std::filesystem::path& file);
  bool saveKnobs(const std::filesystem::path& file);

  const std::shared_ptr<const Workspace>& workspace() const noexcept { return m_knobs->workspace(); }
  bool isLoading() const noexcept { return m_loader.isRunning(); }
  void cancelLoading() { m_loader.cancel(); }
  /// Knobs that no file holds.
  bool isModified() const;
  /// Empty: the knobs were never saved.
  const std::filesystem::path& knobsFile() const noexcept { return m_knobsFile; }

Q_SIGNALS:
  void loadingStarted(const QString& what);
  /// A network and images are there; they may still not fit together (Workspace::misfit).
  void opened(const effortlab::app::Document::Files& files);
  void loadingEnded();
  /// `what`: the file or specification it is about.
  void failed(const QString& what, const effortlab::app::JobFailure& failure);
  void knobsFileChanged();

private:
  void finishLoading(JobStatus status);
  void forgetKnobsFile();

  KnobsController* m_knobs;
  Files m_requested;
  std::filesystem::path m_knobsFile;
  effort::KnobSettings m_saved;
  Job<std::shared_ptr<const Workspace>> m_loader;
};

}  // namespace effortlab::app
