#include "controllers/live_view.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace effortlab::app {

namespace {

/// One layer's work on one image. Units: MACs, and scalar operations for the overhead.
struct LayerWork {
  double dense = 0.0;
  double sdss = 0.0;
  double sfma = 0.0;
  double spet = 0.0;
  double gate = 0.0;
  double overhead = 0.0;
  bool known = false;
  bool estimate = false;
  double executed() const noexcept { return dense - sdss - sfma - spet - gate; }
};

/// Without the gate.
LayerWork measuredWork(const LiveKnowledge& knowledge, int node) {
  LayerWork work;
  work.dense = static_cast<double>(knowledge.workspace->nodes.at(static_cast<std::size_t>(node)).macs);
  if (!knowledge.measured || knowledge.measured->estimate.images == 0)
    return work;
  const effort::LiveEstimate& estimate = knowledge.measured->estimate;
  if (static_cast<std::size_t>(node) >= estimate.counts.nodes.size())
    return work;
  const bool exact = static_cast<std::size_t>(node) < estimate.exactCounts.nodes.size();
  const effort::LayerCounts& counts =
      (exact ? estimate.exactCounts : estimate.counts).nodes[static_cast<std::size_t>(node)];
  const double images = static_cast<double>(estimate.images);
  work.dense = static_cast<double>(counts.macsDense) / images;
  work.sdss = static_cast<double>(counts.savedSdss) / images;
  work.sfma = static_cast<double>(counts.savedSfma) / images;
  work.spet = static_cast<double>(counts.savedSpet) / images;
  work.overhead = static_cast<double>(counts.overheadOps) / images;
  work.known = true;
  return work;
}

void predict(LayerWork& work, const effort::SavingEstimate& saving) {
  work.sdss = saving.sdss * work.dense;
  work.sfma = saving.sfma * work.dense;
  work.spet = saving.spet * work.dense;
  work.known = true;
  work.estimate = true;
}

bool gateIsMeasured(const LiveKnowledge& knowledge) {
  return knowledge.measured && knowledge.measured->settings.gate == knowledge.settings.gate;
}

/// As counted with the gate on.
void takeCountedGate(LayerWork& work, const effort::LayerCounts& counts, double images) {
  work.sdss = static_cast<double>(counts.savedSdss) / images;
  work.sfma = static_cast<double>(counts.savedSfma) / images;
  work.spet = static_cast<double>(counts.savedSpet) / images;
  work.gate = static_cast<double>(counts.savedGate) / images;
  work.overhead = static_cast<double>(counts.overheadOps) / images;
}

/// Books the gate on the exact network's work: counted where nothing moved since, else from the share of images that
/// the study says it repeats (then the mean of those stands for each: an estimate).
void applyGate(const LiveKnowledge& knowledge, std::vector<LayerWork>& works) {
  if (!knowledge.settings.gate)
    return;
  const effort::GateKnob& gate = *knowledge.settings.gate;
  const effort::LiveEstimate* estimate = knowledge.measured ? &knowledge.measured->estimate : nullptr;
  const bool measured = gateIsMeasured(knowledge) && estimate->images > 0;
  if (!measured && !knowledge.gateStudy) {
    for (LayerWork& work : works)
      work.estimate = work.estimate || work.dense > 0.0;
    return;
  }
  const double repeated = measured ? estimate->repeated : knowledge.gateStudy->at(gate.margin).repeated;
  for (std::size_t node = 0; node < works.size(); ++node) {
    LayerWork& work = works[node];
    if (measured && !work.estimate && node < estimate->counts.nodes.size()) {
      takeCountedGate(work, estimate->counts.nodes[node], static_cast<double>(estimate->images));
      continue;
    }
    double macs8 = 0.0;
    if (knowledge.gateStudy && node < knowledge.gateStudy->macs8.size())
      macs8 = static_cast<double>(knowledge.gateStudy->macs8[node]);
    else if (measured && node < estimate->counts.nodes.size())
      macs8 = static_cast<double>(estimate->counts.nodes[node].macs8) / static_cast<double>(estimate->images);
    const double cost = macs8 > 0.0 ? gate.weight * macs8 : work.dense;
    for (double* part : {&work.sdss, &work.sfma, &work.spet, &work.overhead})
      *part *= repeated;
    work.gate = (1.0 - repeated) * work.dense - cost;
    work.estimate = work.estimate || work.dense > 0.0;
  }
}

/// By node, without the gate; layers with knobs only are filled beyond their dense MACs.
std::vector<LayerWork> workOfNodes(const LiveKnowledge& knowledge) {
  std::vector<LayerWork> works;
  for (std::size_t node = 0; node < knowledge.workspace->nodes.size(); ++node)
    works.push_back(measuredWork(knowledge, static_cast<int>(node)));
  bool inputsMoved = false;
  const effort::KnobSettings none;
  const effort::KnobSettings& measured = knowledge.measured ? knowledge.measured->settings : none;
  for (const effort::EffortLayer& layer : knowledge.workspace->layers) {
    LayerWork& work = works.at(static_cast<std::size_t>(layer.node));
    const effort::LayerKnobs now = knowledge.settings.of(layer.name);
    work.estimate = inputsMoved;
    if (now != measured.of(layer.name) || (!work.known && !now.off())) {
      inputsMoved = true;
      const auto found = knowledge.histograms.find(layer.name);
      if (now.off())
        predict(work, {});
      else if (found != knowledge.histograms.end() && found->second)
        predict(work, found->second->savings(now));
      else
        work.estimate = true;
    }
  }
  return works;
}

/// The engine's names of layer types, for the catalogues.
struct LayerType {
  Q_DECLARE_TR_FUNCTIONS(effortlab::app::LayerType)
public:
  static QString text(const std::string& name) {
    static constexpr const char* names[] = {QT_TR_NOOP("Convolution"),
                                            QT_TR_NOOP("Fully connected"),
                                            QT_TR_NOOP("Max pooling"),
                                            QT_TR_NOOP("Average pooling"),
                                            QT_TR_NOOP("Global max pooling"),
                                            QT_TR_NOOP("Global average pooling"),
                                            QT_TR_NOOP("Sigmoid"),
                                            QT_TR_NOOP("Flatten"),
                                            QT_TR_NOOP("Identity"),
                                            QT_TR_NOOP("Concat"),
                                            QT_TR_NOOP("Deconvolution"),
                                            QT_TR_NOOP("Matrix product"),
                                            QT_TR_NOOP("Parametric ReLU"),
                                            QT_TR_NOOP("Batch norm"),
                                            QT_TR_NOOP("Batch norm (folded)"),
                                            QT_TR_NOOP("Scale"),
                                            QT_TR_NOOP("Scale (folded)"),
                                            QT_TR_NOOP("LRN across channels"),
                                            QT_TR_NOOP("LRN within channels"),
                                            QT_TR_NOOP("Normalize"),
                                            QT_TR_NOOP("Elementwise add"),
                                            QT_TR_NOOP("Elementwise subtract"),
                                            QT_TR_NOOP("Elementwise multiply"),
                                            QT_TR_NOOP("Elementwise divide"),
                                            QT_TR_NOOP("Elementwise power"),
                                            QT_TR_NOOP("Elementwise maximum"),
                                            QT_TR_NOOP("Elementwise minimum"),
                                            QT_TR_NOOP("Elementwise mean"),
                                            QT_TR_NOOP("Reduce mean"),
                                            QT_TR_NOOP("Reduce sum"),
                                            QT_TR_NOOP("Reduce max"),
                                            QT_TR_NOOP("Split"),
                                            QT_TR_NOOP("Slice"),
                                            QT_TR_NOOP("Reshape"),
                                            QT_TR_NOOP("Transpose"),
                                            QT_TR_NOOP("Pad"),
                                            QT_TR_NOOP("Resize, nearest"),
                                            QT_TR_NOOP("Resize, linear"),
                                            QT_TR_NOOP("Constant"),
                                            QT_TR_NOOP("Default boxes"),
                                            QT_TR_NOOP("Detection output"),
                                            QT_TR_NOOP("YOLO boxes")};
    for (const char* known : names)
      if (name == known)
        return tr(known);
    return QString::fromStdString(name);
  }
};

const effort::EffortLayer* layerOfNode(const Workspace& workspace, int node) {
  const auto found = std::find_if(workspace.layers.begin(), workspace.layers.end(),
                                  [node](const effort::EffortLayer& layer) { return layer.node == node; });
  return found == workspace.layers.end() ? nullptr : &*found;
}

widgets::LayerRow rowOf(const LiveKnowledge& knowledge, int node, const LayerWork& work) {
  const NodeInfo& info = knowledge.workspace->nodes[static_cast<std::size_t>(node)];
  widgets::LayerRow row;
  row.node = node;
  row.name = QString::fromStdString(info.name);
  row.type = LayerType::text(info.type);
  row.outputShape = QString::fromStdString(info.outputShape).replace(QLatin1Char('x'), QChar(0x00D7));
  row.macs = info.macs;
  if (const fast::LayerPlan* plan = knowledge.kernels ? knowledge.kernels->find(info.name) : nullptr) {
    row.kernel = QString::fromStdString(plan->kernel);
    for (const fast::KernelCost& cost : plan->candidates)
      row.kernelCosts.push_back({QString::fromStdString(cost.kernel), cost.ms});
  }
  if (static_cast<std::size_t>(node) < knowledge.nodeMs.size())
    row.ms = knowledge.nodeMs[static_cast<std::size_t>(node)];
  const effort::EffortLayer* layer = layerOfNode(*knowledge.workspace, node);
  if ((layer != nullptr || knowledge.settings.gate) && work.known && work.dense > 0.0) {
    row.spetFraction = work.spet / work.dense;
    row.sdssFraction = work.sdss / work.dense;
    row.sfmaFraction = work.sfma / work.dense;
    row.gateFraction = work.gate / work.dense;
    row.savedFraction = 1.0 - work.executed() / work.dense;
    row.estimate = work.estimate;
    row.overheadFraction = work.overhead / (2.0 * work.dense);
  }
  if (layer == nullptr)
    return row;
  const effort::LayerKnobs knobs = knowledge.settings.of(layer->name);
  row.hasSpet = layer->hasSpet();
  row.hasSdss = layer->hasSdss();
  row.hasSfma = layer->hasSfma();
  row.spetOn = knobs.spet.has_value();
  row.sdssOn = knobs.sdss.has_value();
  row.sfmaOn = knobs.sfma.has_value();
  row.spetLocked = knowledge.locks.contains({layer->name, effort::KnobKind::Spet});
  row.sdssLocked = knowledge.locks.contains({layer->name, effort::KnobKind::Sdss});
  row.sfmaLocked = knowledge.locks.contains({layer->name, effort::KnobKind::Sfma});
  return row;
}

widgets::LayerSaving savingOf(const QString& name, const LayerWork& work) {
  widgets::LayerSaving saving;
  saving.name = name;
  saving.dense = std::llround(work.dense);
  saving.spet = std::llround(work.spet);
  saving.sfma = std::llround(work.sfma);
  saving.sdss = std::llround(work.sdss);
  saving.gate = std::llround(work.gate);
  saving.executed = saving.dense - saving.spet - saving.sfma - saving.sdss - saving.gate;
  saving.estimate = work.estimate;
  return saving;
}

}  // namespace

LiveView makeLiveView(const LiveKnowledge& knowledge) {
  LiveView view;
  if (!knowledge.workspace)
    return view;
  std::vector<LayerWork> works = workOfNodes(knowledge);
  double denseMacs = 0.0;
  double exactMacs = 0.0;
  for (const LayerWork& work : works) {
    denseMacs += work.dense;
    exactMacs += work.executed();
  }
  view.exactCost = denseMacs > 0.0 ? exactMacs / denseMacs : 1.0;
  applyGate(knowledge, works);
  double denseOps = 0.0;
  double ops = 0.0;
  for (std::size_t node = 0; node < works.size(); ++node) {
    const LayerWork& work = works[node];
    view.rows.push_back(rowOf(knowledge, static_cast<int>(node), work));
    if (layerOfNode(*knowledge.workspace, static_cast<int>(node)) != nullptr)
      view.savings.push_back(savingOf(view.rows.back().name, work));
    denseOps += 2.0 * work.dense;
    ops += 2.0 * work.executed() + work.overhead;
    view.estimate = view.estimate || work.estimate;
  }
  view.opsRatio = ops > 0.0 ? denseOps / ops : 1.0;
  return view;
}

bool inputsDiffer(const Workspace& workspace, const std::string& layer, const effort::KnobSettings& one,
                  const effort::KnobSettings& other) {
  for (const effort::EffortLayer& above : workspace.layers) {
    if (above.name == layer)
      return false;
    if (one.of(above.name) != other.of(above.name))
      return true;
  }
  return false;
}

}  // namespace effortlab::app
