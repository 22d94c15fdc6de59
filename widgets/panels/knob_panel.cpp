#include "panels/knob_panel.h"

#include "panels/gate_group.h"
#include "panels/knob_group.h"

#include <QCheckBox>
#include <QEvent>
#include <QFrame>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace effortlab::widgets {
namespace {

constexpr int narrowest = 320;

QFrame* separator(QWidget* parent) {
  auto* line = new QFrame(parent);
  line->setFrameShape(QFrame::HLine);
  line->setFrameShadow(QFrame::Plain);
  line->setForegroundRole(QPalette::Mid);
  return line;
}

}  // namespace

KnobPanel::KnobPanel(QWidget* parent) : QScrollArea(parent) {
  setFrameShape(QFrame::NoFrame);
  setWidgetResizable(true);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
  buildContent();
  retranslate();
  showAll();
}

KnobPanel::~KnobPanel() = default;

void KnobPanel::buildContent() {
  auto* content = new QWidget;
  m_title = new QLabel(content);
  QFont large = m_title->font();
  large.setBold(true);
  large.setPointSizeF(large.pointSizeF() * 1.2);
  m_title->setFont(large);
  m_title->setWordWrap(true);
  m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_subtitle = new QLabel(content);
  m_subtitle->setWordWrap(true);
  m_subtitle->setForegroundRole(QPalette::PlaceholderText);
  m_copy = new QToolButton(content);
  m_copy->setToolButtonStyle(Qt::ToolButtonTextOnly);
  connect(m_copy, &QToolButton::clicked, this, &KnobPanel::copyRequested);
  m_total = new QLabel(content);
  m_total->setWordWrap(true);
  m_gatePart = new QWidget(content);
  m_gate = new GateGroup(m_gatePart);
  auto* gateLayout = new QVBoxLayout(m_gatePart);
  gateLayout->setContentsMargins(0, 0, 0, 0);
  gateLayout->setSpacing(6);
  gateLayout->addWidget(m_gate);
  gateLayout->addWidget(separator(m_gatePart));
  m_spet = new SpetGroup(content);
  m_sdss = new SdssGroup(content);
  m_sfma = new SfmaGroup(content);

  auto* layout = new QVBoxLayout(content);
  layout->setContentsMargins(8, 8, 8, 8);
  layout->setSpacing(6);
  layout->addWidget(m_gatePart);
  layout->addWidget(m_title);
  layout->addWidget(m_subtitle);
  layout->addWidget(m_total);
  layout->addWidget(m_copy, 0, Qt::AlignLeft);
  const auto addGroup = [&](KnobGroup* group, effort::KnobKind knob) {
    layout->addWidget(separator(content));
    layout->addWidget(group);
    connectGroup(group, knob);
  };
  addGroup(m_spet, effort::KnobKind::Spet);
  addGroup(m_sdss, effort::KnobKind::Sdss);
  addGroup(m_sfma, effort::KnobKind::Sfma);
  connect(m_gate, &KnobGroup::edited, this, &KnobPanel::gateEdited);
  connect(m_gate, &KnobGroup::interactionStarted, this, &KnobPanel::interactionStarted);
  connect(m_gate, &KnobGroup::interactionFinished, this, &KnobPanel::interactionFinished);
  layout->addStretch(1);
  setWidget(content);
}

void KnobPanel::setGateAvailable(bool shown, const QString& problem) {
  m_gateShown = shown;
  m_gate->setProblem(problem);
  showAll();
}

void KnobPanel::setGate(const std::optional<effort::GateKnob>& gate) {
  m_gateKnob = gate;
  showGate();
  updateSavings();
}

void KnobPanel::setGateStudy(const std::shared_ptr<const effort::GateStudy>& study) {
  m_gate->setStudy(study);
  showGate();
}

void KnobPanel::setGateFigures(double exactCost, const std::optional<GateFigures>& measured) {
  m_gate->setExactCost(exactCost);
  m_gate->setMeasured(measured);
}

void KnobPanel::showGate() {
  if (m_gateKnob) {
    m_rememberedGate = m_gateKnob;
  }
  m_gate->setKnob(m_gateKnob, m_rememberedGate ? *m_rememberedGate : m_gate->start());
}

void KnobPanel::gateEdited() {
  m_gateKnob = m_gate->knob();
  m_gate->setMeasured(std::nullopt);  // they were another margin's
  const std::optional<effort::GateKnob> sent = m_gateKnob;
  showGate();
  updateSavings();
  Q_EMIT gateChanged(sent);
}

void KnobPanel::connectGroup(KnobGroup* group, effort::KnobKind knob) {
  connect(group, &KnobGroup::edited, this, &KnobPanel::groupEdited);
  connect(group, &KnobGroup::interactionStarted, this, &KnobPanel::interactionStarted);
  connect(group, &KnobGroup::interactionFinished, this, &KnobPanel::interactionFinished);
  connect(group, &KnobGroup::lockToggled, this, [this, knob](bool locked) { Q_EMIT lockToggled(knob, locked); });
}

void KnobPanel::setLocks(const std::set<effort::KnobKind>& locks) {
  m_locks = locks;
  m_spet->showLock(locks.contains(effort::KnobKind::Spet));
  m_sdss->showLock(locks.contains(effort::KnobKind::Sdss));
  m_sfma->showLock(locks.contains(effort::KnobKind::Sfma));
}

effort::LayerKnobs& KnobPanel::remembered() {
  return m_remembered[m_layer ? m_layer->name : std::string()];
}

void KnobPanel::setLayer(const std::optional<effort::EffortLayer>& layer) {
  const bool other = !m_layer || !layer || m_layer->node != layer->node || m_layer->name != layer->name;
  m_layer = layer;
  m_nameWithoutKnobs.clear();
  if (other) {
    m_knobs = {};
    m_histograms.reset();
  }
  if (m_layer) {
    m_spet->setLayer(*m_layer);
    m_sdss->setLayer(*m_layer);
    m_sfma->setLayer(*m_layer);
    setLocks(m_locks);
  }
  showAll();
}

void KnobPanel::setLayerWithoutKnobs(const QString& name) {
  setLayer(std::nullopt);
  m_nameWithoutKnobs = name;
  showAll();
}

void KnobPanel::setKnobs(const effort::LayerKnobs& knobs) {
  m_knobs = knobs;
  showAll();
}

void KnobPanel::setHistograms(std::shared_ptr<const effort::LayerHistograms> histograms) {
  const bool fits = histograms && m_layer && histograms->node == m_layer->node;
  m_histograms = fits ? std::move(histograms) : nullptr;
  showAll();
}

void KnobPanel::forgetSwitchedOffKnobs() {
  m_remembered.clear();
  m_rememberedGate.reset();
  showGate();
  showAll();
}

// Fields <- m_knobs, for knobs that are off <- the numbers they had, or a sensible start.
void KnobPanel::showAll() {
  const bool hasLayer = m_layer.has_value();
  for (QWidget* part : widget()->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly)) {
    part->setVisible(part == m_gatePart ? m_gateShown : hasLayer || part == m_title);
  }
  if (!hasLayer) {
    const bool chosen = !m_nameWithoutKnobs.isEmpty();
    m_title->setText(chosen ? m_nameWithoutKnobs : tr("Choose a layer in the table to see its knobs."));
    m_subtitle->setText(
        tr("No knobs here: they save multiplications of convolutions and fully connected layers. Those "
           "have switches in the table."));
    m_subtitle->setVisible(chosen);
    return;
  }
  m_copy->setEnabled(!m_knobs.off());
  m_title->setText(QString::fromStdString(m_layer->name));
  const QString kind = m_layer->convolution ? tr("Convolution") : tr("Fully connected");
  QString text = tr("%1, %2 taps a neuron").arg(kind, locale().toString(static_cast<qlonglong>(m_layer->taps)));
  if (m_histograms) {
    text += QLatin1Char('\n') +
            tr("Histograms of %1 images").arg(locale().toString(static_cast<qlonglong>(m_histograms->images)));
  }
  m_subtitle->setText(text);

  const effort::LayerHistograms* histograms = m_histograms.get();
  effort::LayerKnobs& kept = remembered();
  if (m_knobs.spet) {
    kept.spet = m_knobs.spet;
  }
  if (m_knobs.sdss) {
    kept.sdss = m_knobs.sdss;
  }
  if (m_knobs.sfma) {
    kept.sfma = m_knobs.sfma;
  }
  m_spet->setKnob(m_knobs.spet, kept.spet ? *kept.spet : m_spet->start(histograms));
  m_sdss->setKnob(m_knobs.sdss, kept.sdss ? *kept.sdss : m_sdss->start(histograms));
  m_sfma->setKnob(m_knobs.sfma, kept.sfma ? *kept.sfma : m_sfma->start(histograms));
  m_spet->setHistograms(histograms);
  m_sdss->setHistograms(histograms);
  m_sfma->setHistograms(histograms);
  updateSavings();
}

void KnobPanel::groupEdited() {
  if (!m_layer) {
    return;
  }
  m_knobs = {.spet = m_spet->knob(), .sdss = m_sdss->knob(), .sfma = m_sfma->knob()};
  const effort::LayerKnobs sent = m_knobs;  // a slot may call setKnobs()
  showAll();
  Q_EMIT knobsChanged(sent);
}

void KnobPanel::updateSavings() {
  using effort::SavingEstimate;
  const bool measured = m_histograms != nullptr;
  const SavingEstimate now = measured ? m_histograms->savings(m_knobs) : SavingEstimate{};
  bool anyStale = false;
  const auto percent = [this](double fraction) { return locale().toString(100.0 * fraction, 'f', 1); };
  const auto show = [&](KnobGroup* group, bool stale, double on, double ifOn) {
    QString text;
    if (!measured) {
      text = tr("measuring …");
    } else if (group->isOn()) {
      anyStale = anyStale || stale;
      text = stale ? tr("saves ≈ %1 % of this layer's MACs").arg(percent(on))
                   : tr("saves %1 % of this layer's MACs").arg(percent(on));
    } else {
      text = tr("off (would save %1 %)").arg(percent(ifOn));
    }
    group->setSavingText(text);
  };
  effort::LayerKnobs withSpet = m_knobs;
  effort::LayerKnobs withSdss = m_knobs;
  effort::LayerKnobs withSfma = m_knobs;
  withSpet.spet = m_spet->numbers();
  withSdss.sdss = m_sdss->numbers();
  withSfma.sfma = m_sfma->numbers();
  show(m_spet, measured && m_spet->isStale(*m_histograms), now.spet,
       measured ? m_histograms->savings(withSpet).spet : 0.0);
  show(m_sdss, measured && m_sdss->isStale(*m_histograms), now.sdss,
       measured ? m_histograms->savings(withSdss).sdss : 0.0);
  show(m_sfma, measured && m_sfma->isStale(*m_histograms), now.sfma,
       measured ? m_histograms->savings(withSfma).sfma : 0.0);
  // Always there: nothing below may move under the hand that switches a knob.
  const QString total = (anyStale ? QStringLiteral("≈ ") : QString()) + percent(now.total());
  m_total->setText(!measured       ? tr("measuring …")
                   : m_knobs.off() ? tr("All knobs off: every MAC is computed")
                   : m_gateKnob    ? tr("By the histograms %1 % of its MACs saved, where the gate repeats").arg(total)
                                   : tr("By the histograms %1 % of its MACs saved").arg(total));
  m_total->setToolTip(
      tr("Predicted from the histograms below, as are the savings beside the switches. The table and the "
         "charts count."));
}

void KnobPanel::retranslate() {
  setAccessibleName(tr("Gate of the network and knobs of the selected layer"));
  m_copy->setText(tr("Copy these knobs to …"));
  m_copy->setToolTip(tr("Gives other layers the same numbers, or thresholds that take the same shares there"));
  m_gate->retranslate();
  m_spet->retranslate();
  m_sdss->retranslate();
  m_sfma->retranslate();
}

void KnobPanel::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::LocaleChange) {
    retranslate();
    showAll();
  }
  QScrollArea::changeEvent(event);
}

QSize KnobPanel::sizeHint() const {
  return {350, 640};
}

QSize KnobPanel::minimumSizeHint() const {
  return {narrowest, 200};
}

}  // namespace effortlab::widgets
