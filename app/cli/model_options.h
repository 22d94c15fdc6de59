#pragma once

#include "effort/effort_layer.h"
#include "effort/knob_layer.h"
#include "effort/knobs.h"
#include "model/manifest.h"
#include "nn/engine.h"
#include "settings/plan_folder.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace effortlab::cli {

/// A model's file by path, or by the name of a built-in one. Errors: Error{FileNotFound}, listing the built-in ones.
std::filesystem::path findModel(const std::string& name);

/// Knobs of a file, checked against the network; with `skipUnknown`, those that do not fit are left out with a remark.
/// Errors: Error naming the file and the field.
effort::KnobSettings readKnobsFor(const model::Model& model, const std::string& file, bool skipUnknown);

/// MODEL, and the manifest's input fields as flags for a bare graph.
class ModelOptions {
public:
  void addTo(CLI::App& app);
  /// Errors: Error naming file and place, or the flag.
  std::shared_ptr<const model::Model> load() const;

private:
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

/// --knobs and --skip-unknown.
class KnobsOption {
public:
  void addTo(CLI::App& app);
  bool given() const noexcept { return !m_file.empty(); }
  const std::string& file() const noexcept { return m_file; }
  /// The settings, checked against the network; all off without --knobs. With --skip-unknown, knobs that do not fit are
  /// left out with a remark. Errors: Error naming the file and the field.
  effort::KnobSettings read(const model::Model& model) const;

private:
  std::string m_file;
  bool m_skipUnknown = false;
};

/// --engine, --plan, --execution and --knobs.
class EngineOptions {
public:
  void addTo(CLI::App& app);
  /// Errors: Error{InvalidArgument, Unsupported}: unknown names, and those that come with a later version.
  nn::EngineKind engine() const;
  /// --plan, and where measured plans are kept.
  nn::EngineOptions kernels() const { return {.plan = m_plan, .planFolder = app::planFolder()}; }
  effort::Execution execution() const noexcept {
    return m_execution == "skip" ? effort::Execution::Skip : effort::Execution::Measure;
  }
  bool everyLayer() const noexcept { return m_everyLayer; }
  bool hasKnobs() const noexcept { return m_knobs.given(); }
  const std::string& knobsFile() const noexcept { return m_knobs.file(); }
  /// KnobsOption::read().
  effort::KnobSettings knobs(const model::Model& model) const { return m_knobs.read(model); }

private:
  std::string m_engine = "fast";
  std::string m_plan;
  std::string m_execution = "measure";
  bool m_everyLayer = false;
  KnobsOption m_knobs;
};

/// Errors: Error{Unsupported} for detectors: `command` wants class scores.
void requireClassifier(const model::Model& model, const std::string& command);

}  // namespace effortlab::cli
