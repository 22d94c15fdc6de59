#include "effort/tuner_prober.h"

#include "core/file_io.h"
#include "effort/knobs_io.h"
#include "nn/engine.h"

#include <algorithm>

namespace effortlab::effort::tuning {

namespace {

constexpr std::int64_t stages[] = {8, 2, 1};  ///< images of a probe that may end early: all divided by these

std::vector<double> factNumbers(const ProbeFacts& facts) {
  const Evidence& evidence = facts.evidence;
  const auto number = [](std::int64_t value) { return static_cast<double>(value); };
  std::vector<double> numbers{number(evidence.images),
                              number(evidence.both),
                              number(evidence.onlyDense),
                              number(evidence.onlyKnobs),
                              number(evidence.neither),
                              number(evidence.agree),
                              evidence.damage,
                              evidence.drop,
                              evidence.variance,
                              number(facts.work.macsDense),
                              number(facts.work.macsExecuted),
                              number(facts.work.overheadOps),
                              number(facts.work.savedSdss),
                              number(facts.work.savedSfma),
                              number(facts.work.savedSpet)};
  numbers.insert(numbers.end(), facts.layerCost.begin(), facts.layerCost.end());
  return numbers;
}

ProbeFacts factsFrom(const std::vector<double>& numbers) {
  ProbeFacts facts;
  std::size_t at = 0;
  const auto real = [&] { return at < numbers.size() ? numbers[at++] : 0.0; };
  const auto whole = [&] { return static_cast<std::int64_t>(real()); };
  for (std::int64_t* field : {&facts.evidence.images, &facts.evidence.both, &facts.evidence.onlyDense,
                              &facts.evidence.onlyKnobs, &facts.evidence.neither, &facts.evidence.agree})
    *field = whole();
  for (double* field : {&facts.evidence.damage, &facts.evidence.drop, &facts.evidence.variance})
    *field = real();
  for (std::int64_t* field : {&facts.work.macsDense, &facts.work.macsExecuted, &facts.work.overheadOps,
                              &facts.work.savedSdss, &facts.work.savedSfma, &facts.work.savedSpet})
    *field = whole();
  while (at < numbers.size())
    facts.layerCost.push_back(real());
  return facts;
}

}  // namespace

std::string settingsKey(const KnobSettings& settings) {
  KnobSettings nameless = settings;
  nameless.model.clear();
  const std::string text = knobsToJson(nameless);
  return toHex(fnv1a(text.data(), text.size()));
}

Prober::Prober(const TunePlan& plan, TuneStore& store)
    : m_plan(plan),
      m_store(store),
      m_live(plan.model, plan.inputs, plan.images, {.seed = plan.seed, .everyImage = true}),
      m_softmax(nn::endsInSoftmax(*plan.model->graph)) {
  const std::vector<std::int64_t> macs = m_live.denseMacs();
  for (const std::int64_t node : macs)
    m_macs += node;
  const double total = static_cast<double>(std::max<std::int64_t>(1, m_macs));
  for (const EffortLayer& layer : layers()) {
    std::int64_t before = 0;
    for (int node = 0; node < layer.node; ++node)
      before += macs[static_cast<std::size_t>(node)];
    m_shares.push_back(static_cast<double>(macs[static_cast<std::size_t>(layer.node)]) / total);
    m_sharesBefore.push_back(static_cast<double>(before) / total);
  }
}

std::vector<DenseImage> Prober::answersOf(const KnobSettings& settings, std::int64_t first, std::int64_t last,
                                          const RunControl& control) {
  const LiveAnswers answers = m_live.answers(settings, first, last, control);
  std::vector<DenseImage> images;
  for (std::size_t i = 0; i < answers.images.size(); ++i)
    images.push_back(denseImage(answers.outputs[i], m_softmax, m_plan.inputs->set().label(answers.images[i])));
  return images;
}

void Prober::seeDense(std::int64_t last, const RunControl& control) {
  if (std::ssize(m_dense) >= last)
    return;
  for (DenseImage& image : answersOf({}, std::ssize(m_dense), last, control))
    m_dense.push_back(std::move(image));
}

void Prober::see(const KnobSettings& settings, std::int64_t last, Seen& seen, const RunControl& control,
                 std::span<const DenseImage> reference) {
  if (std::ssize(seen.images) >= last)
    return;
  const LiveAnswers answers = m_live.answers(settings, std::ssize(seen.images), last, control);
  seeDense(std::ssize(seen.images) + std::ssize(answers.images), control);
  for (const std::vector<float>& outputs : answers.outputs) {
    const std::size_t image = seen.images.size();
    seen.images.push_back(imageEvidence(m_dense[image], outputs, m_softmax));
    if (!reference.empty())
      seen.images.back().damage = imageEvidence(reference[image], outputs, m_softmax).damage;
  }
  seen.counts += answers.counts;
}

ProbeFacts Prober::factsOf(const Seen& seen) const {
  ProbeFacts facts;
  facts.evidence = weigh(std::span(m_dense).first(seen.images.size()), seen.images);
  facts.work = seen.counts.total();
  const double dense = 2.0 * static_cast<double>(std::max<std::int64_t>(1, facts.work.macsDense));
  for (const EffortLayer& layer : layers()) {
    const LayerCounts& counts = seen.counts.nodes[static_cast<std::size_t>(layer.node)];
    facts.layerCost.push_back(
        (2.0 * static_cast<double>(counts.macsExecuted) + static_cast<double>(counts.overheadOps)) / dense);
  }
  return facts;
}

/// Layers before the first changed one need no work.
void Prober::book(const KnobSettings& settings, std::int64_t images) {
  double before = m_sharesBefore.empty() ? 0.0 : m_sharesBefore.back();
  for (std::size_t i = 0; i < layers().size(); ++i)
    if (settings.of(layers()[i].name) != m_last.of(layers()[i].name)) {
      before = m_sharesBefore[i];
      break;
    }
  m_last = settings;
  m_work += (1.0 - before) * static_cast<double>(images) / static_cast<double>(this->images());
}

ProbeFacts Prober::probe(const KnobSettings& settings, std::int64_t images, const RunControl& control,
                         const KnobSettings& reference) {
  const std::int64_t wanted = std::min(images, this->images());
  std::string key = "p" + settingsKey(settings) + "/" + std::to_string(wanted);
  const bool fromDense = reference.layers.empty();
  if (!fromDense) {
    const std::string referenceKey = settingsKey(reference) + "/" + std::to_string(wanted);
    key += "/" + referenceKey;
    if (referenceKey != m_referenceKey) {
      m_referenceKey = referenceKey;
      m_reference.clear();
      book(reference, wanted);
    }
  }
  book(settings, wanted);
  ++m_probes;
  control.throwIfStopped();
  if (const std::vector<double>* kept = m_store.find(key))
    return factsFrom(*kept);
  if (!fromDense && m_reference.empty())
    m_reference = answersOf(reference, 0, wanted, control);
  Seen seen;
  see(settings, wanted, seen, control, fromDense ? std::span<const DenseImage>() : m_reference);
  const ProbeFacts facts = factsOf(seen);
  m_store.put(key, factNumbers(facts));
  return facts;
}

ProbeFacts Prober::probeAll(const KnobSettings& settings, const Acceptance& acceptance, const RunControl& control) {
  const std::string key = "a" + settingsKey(settings);
  ++m_probes;
  control.throwIfStopped();
  if (const std::vector<double>* kept = m_store.find(key)) {
    const ProbeFacts facts = factsFrom(*kept);
    book(settings, facts.evidence.images);
    return facts;
  }
  Seen seen;
  ProbeFacts facts;
  for (const std::int64_t stage : stages) {
    see(settings, (images() + stage - 1) / stage, seen, control);
    facts = factsOf(seen);
    if (acceptance.hopeless(facts.evidence))
      break;
  }
  book(settings, facts.evidence.images);
  m_store.put(key, factNumbers(facts));
  return facts;
}

}  // namespace effortlab::effort::tuning
