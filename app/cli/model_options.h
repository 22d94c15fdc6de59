#pragma once

#include "effort/effort_layer.h"
#include "effort/knobs.h"
#include "model/manifest.h"
#include "nn/engine.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace effortlab::cli {

/// MODEL, and the manifest's input fields as flags for a bare graph.
class ModelOptions {
public:
  void addTo(CLI::App& app);
  /// Errors: Error naming file and place, or the flag.
  std::shared_ptr<const model::Model> load() const;

private:
  std::filesystem::path modelFile() const;
  bool describesPixels() const;
  bool anyFlag() const;
  model::Model loadFile(const std::filesystem::path& file) const;
  model::InputSpec sizedInput(const std::filesystem::path& file) const;
  void applyFlags(model::Model& model) const;
  void applyMean(model::InputSpec& input) const;

  std::string m_model;
  std::string m_mean;
  std::string m_meanFile;
  std::string m_scale;
  std::string m_channels;
  std::string m_resize;
  std::string m_crop;
  std::string m_labels;
  std::string m_weights;
  std::optional<std::uint64_t> m_randomWeights;
  int m_width = 0;
  int m_height = 0;
};

/// --engine, --execution and --knobs.
class EngineOptions {
public:
  void addTo(CLI::App& app);
  /// Errors: Error{InvalidArgument, Unsupported}: unknown names, and those that come with a later version.
  nn::EngineKind engine() const;
  bool hasKnobs() const noexcept { return !m_knobs.empty(); }
  const std::string& knobsFile() const noexcept { return m_knobs; }
  /// The settings, checked against the network; all off without --knobs. Errors: Error naming the file and the field.
  effort::KnobSettings knobs(const model::Model& model) const;

private:
  std::string m_engine = "eigen";
  std::string m_execution = "measure";
  std::string m_knobs;
};

/// Errors: Error{Unsupported} for detectors: `command` wants class scores.
void requireClassifier(const model::Model& model, const std::string& command);

}  // namespace effortlab::cli
