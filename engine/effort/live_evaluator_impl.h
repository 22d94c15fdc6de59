#pragma once

#include "effort/chunk_cache.h"
#include "effort/effort_network.h"
#include "effort/live_evaluator.h"
#include "effort/live_gate.h"
#include "effort/live_tally.h"
#include "effort/scoring.h"

#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

namespace effortlab::effort {

namespace live {

/// Answers without the gate, under the knobs that `fingerprint` stands for.
struct ExactAnswers {
  std::uint64_t fingerprint = 0;
  std::vector<Score> scores;                ///< by image
  std::vector<EffortCounts> counts;         ///< by image
  std::vector<std::vector<float>> outputs;  ///< by image: class scores
};

/// Images that run together, and what is kept of them.
struct Chunk {
  std::vector<std::int64_t> images;
  std::vector<Score> dense;      ///< empty until the baseline ran
  ExactAnswers exact;            ///< of the last setting; without scores before the first
  std::vector<GatePass> passes;  ///< empty until a gate was asked for
  ChunkCache cache;
};

struct ChunkAnswer {
  LiveTally tally;
  EffortCounts counts;
  EffortCounts exactCounts;  ///< without the gate
};

}  // namespace live

struct LiveEvaluator::Impl {
  std::shared_ptr<const model::Model> model;
  std::shared_ptr<const data::InputCache> inputs;
  LiveOptions options;
  std::shared_ptr<const nn::Network> network;
  std::vector<EffortLayer> layers;
  std::unique_ptr<EffortNetwork> dense;
  std::unique_ptr<EffortNetwork> current;
  std::vector<Shape> shapes;             ///< of all values, one image
  std::vector<std::int64_t> macs;        ///< of each node, one image
  std::vector<std::int64_t> macsBefore;  ///< of all nodes before
  std::vector<bool> kept;                ///< by node: a checkpoint may be kept there
  std::vector<std::uint64_t> denseFingerprints;
  std::vector<std::uint64_t> lastFingerprints;  ///< of the last request
  int focus = -1;                               ///< node whose checkpoint is never dropped; -1: none
  std::vector<live::Chunk> chunks;
  std::int64_t usable = 0;
  std::int64_t given = 0;
  std::int64_t chunkBudget = 0;
  bool softmax = false;
  std::unique_ptr<LiveGate> gate;
  std::mutex timeMutex;  ///< guards nodeMs and timedImages: chunks run on several threads
  std::vector<double> nodeMs;
  std::int64_t timedImages = 0;

  const model::Graph& graph() const { return network->graph(); }

  void prepareShapes();
  void prepareChunks(const std::vector<std::int64_t>& images);
  std::vector<std::uint64_t> fingerprints(const KnobSettings& settings) const;
  /// Makes the network under `settings` the current one; its fingerprints.
  std::vector<std::uint64_t> follow(const KnobSettings& settings);
  /// Remembers the first layer that differs from the last request: the one under the user's hand.
  void followFocus(const std::vector<std::uint64_t>& prints);

  /// Brings `values` to just before `target`, from the best checkpoint, keeping new ones on the way.
  void advance(live::Chunk& chunk, const EffortNetwork& effort, std::span<const std::uint64_t> prints, int target,
               int keepNode, const nn::RunOptions& run, nn::Values& values, std::vector<EffortCounts>& counts);
  /// The whole network under `prints`; errors of a stop request and of labels the network does not know.
  live::ExactAnswers runWhole(live::Chunk& chunk, const EffortNetwork& effort, std::span<const std::uint64_t> prints,
                              int keepNode, const nn::RunOptions& run, const RunControl& control);
  void ensureDense(live::Chunk& chunk, int keepNode, const nn::RunOptions& run, const RunControl& control);
  void ensurePasses(live::Chunk& chunk, bool parallel, const RunControl& control);
  live::ChunkAnswer answer(live::Chunk& chunk, const EffortNetwork& effort, std::span<const std::uint64_t> prints,
                           int keepNode, const std::optional<GateKnob>& knob, const nn::RunOptions& run,
                           const RunControl& control);
  std::int64_t firstSample() const;
};

}  // namespace effortlab::effort
