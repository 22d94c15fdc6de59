#include "cli/command.h"

#include <array>

namespace effortlab::cli {

std::span<const CommandEntry> commands() {
  static constexpr std::array<CommandEntry, 11> table{{
      {"info", "Layers, shapes, parameters and MACs of a network", makeInfoCommand},
      {"evaluate", "Accuracy and work of a network on labelled images, with or without effort knobs",
       makeEvaluateCommand},
      {"predict", "Classes of single images, or a network's raw output", makePredictCommand},
      {"bench", "Engines timed against each other on the same images", makeBenchCommand},
      {"tune", "Searches the knobs that save most within a loss of accuracy", makeTuneCommand},
      {"study", "What the knobs do to a network: margins, layers, images, engines, models", makeStudyCommand},
      {"video", "Objects in a video, looked for only where it pays: policies, their cost and their precision",
       makeVideoCommand},
      {"weights", "Distribution of the weights of every layer", makeWeightsCommand},
      {"export-onnx", "The imported network as an ONNX file", makeExportOnnxCommand},
      {"layers", "The layers and operators that can be imported, by format", makeLayersCommand},
      {"demo", "A tour on the built-in data and models: tables, charts and a summary", makeDemoCommand},
  }};
  return table;
}

std::span<const std::string_view> laterCommands() {
  static constexpr std::array<std::string_view, 3> names{"sweep", "chart", "report"};
  return names;
}

}  // namespace effortlab::cli
