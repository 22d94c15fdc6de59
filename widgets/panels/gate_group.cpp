#include "panels/gate_group.h"

#include <QCheckBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace effortlab::widgets {
namespace {

constexpr int densityBins = 60;
/// A first setting leaves at most so many of the images with another answer than the dense network's, and repeats at
/// least so many: where no answer of a few hundred differs, one of the next few hundred still may.
constexpr double cautiousDisagreement = 0.001;
constexpr double cautiousRepeats = 0.02;
constexpr double startWithoutStudy = 1.0;  // a ratio of e between the two best
constexpr double hundredths = 100.0;

QString square(const QColor& color, const QString& text) {
  return QStringLiteral("<span style=\"color:%1\">■</span> %2").arg(color.name(), text.toHtmlEscaped());
}

}  // namespace

GateGroup::GateGroup(QWidget* parent) : KnobGroup(parent), m_legend(new QLabel(this)) {
  m_margin = addRow({.direction = HistogramSlider::Direction::CutBelow,
                     .color = &ChartTheme::gate,
                     .axis = HistogramSlider::AxisScale::SquareRoot});
  m_legend->setWordWrap(true);
  m_legend->setTextFormat(Qt::RichText);
  QFont small = font();
  small.setPointSizeF(small.pointSizeF() * 0.9);
  m_legend->setFont(small);
  bodyLayout()->addWidget(m_legend);
  auto* grid = new QGridLayout;
  grid->setHorizontalSpacing(8);
  grid->setVerticalSpacing(0);
  for (std::size_t i = 0; i < m_tiles.size(); ++i) {
    Figure& tile = m_tiles[i];
    tile.value = new QLabel(this);
    QFont bold = font();
    bold.setBold(true);
    tile.value->setFont(bold);
    tile.caption = new QLabel(this);
    tile.caption->setFont(small);
    tile.caption->setForegroundRole(QPalette::PlaceholderText);
    grid->addWidget(tile.value, 0, static_cast<int>(i));
    grid->addWidget(tile.caption, 1, static_cast<int>(i));
    grid->setColumnStretch(static_cast<int>(i), 1);
  }
  bodyLayout()->addLayout(grid);
  retranslate();
}

void GateGroup::setProblem(const QString& problem) {
  m_problem = problem;
  setUnavailable(problem.isEmpty() ? QString() : tr("No gate here: %1.").arg(problem));
}

void GateGroup::setStudy(const std::shared_ptr<const effort::GateStudy>& study) {
  if (m_study == study) {
    return;
  }
  m_study = study && !study->images.empty() ? study : nullptr;
  if (m_study) {
    m_margin->setRange(0.0, std::ceil(hundredths * m_study->largestMargin()) / hundredths);
    m_margin->setHistogram(m_study->density(true, densityBins));
    m_margin->slider()->setOverlay(m_study->density(false, densityBins), &ChartTheme::budget);
  } else {
    m_margin->setHistogram(std::nullopt);
    m_margin->slider()->setOverlay(std::nullopt, &ChartTheme::budget);
  }
  showLegend();
  showFigures();
}

void GateGroup::setExactCost(double share) {
  m_exactCost = share;
  showFigures();
}

void GateGroup::setMeasured(const std::optional<GateFigures>& measured) {
  m_measured = measured;
  showFigures();
}

void GateGroup::setKnob(const std::optional<effort::GateKnob>& knob, const effort::GateKnob& numbers) {
  const effort::GateKnob& shown = knob ? *knob : numbers;
  setOn(knob.has_value() && isAvailable());
  m_weight = shown.weight;
  m_margin->setValue(shown.margin);
  showFigures();
}

effort::GateKnob GateGroup::numbers() const {
  return {.margin = std::max(0.0, m_margin->number()), .weight = m_weight};
}

std::optional<effort::GateKnob> GateGroup::knob() const {
  return isOn() ? std::optional(numbers()) : std::nullopt;
}

effort::GateKnob GateGroup::start() const {
  effort::GateKnob knob{.margin = startWithoutStudy};
  if (m_study) {  // rounded up to what the field shows: the images in doubt stay in doubt
    const double margin =
        std::max(m_study->marginForDisagreement(cautiousDisagreement), m_study->marginForRepeating(cautiousRepeats));
    knob.margin = std::ceil(hundredths * margin) / hundredths;
  }
  return knob;
}

void GateGroup::showFigures() {
  m_figures.reset();
  if (m_study) {
    const effort::GateKnob shown = numbers();
    const effort::GateOutlook outlook = m_study->at(shown.margin);
    m_figures = GateFigures{.repeated = outlook.repeated,
                            .agreement = outlook.agreement,
                            .top1 = outlook.top1,
                            .cost = m_study->passCost(shown.weight) + outlook.repeated * m_exactCost,
                            .estimate = true};
    m_margin->slider()->setCutShare(outlook.repeated);
  }
  if (m_measured && isOn()) {
    m_figures = m_measured;
    m_margin->slider()->setCutShare(m_measured->repeated);
  }
  const auto percent = [this](double fraction) {
    return tr("%1 %", "percentage").arg(locale().toString(100.0 * fraction, 'f', 1));
  };
  const QString unknown = QStringLiteral("–");
  const QStringList values = m_figures ? QStringList{percent(m_figures->repeated), percent(m_figures->agreement),
                                                     percent(m_figures->top1), percent(m_figures->cost)}
                                       : QStringList{unknown, unknown, unknown, unknown};
  for (std::size_t i = 0; i < m_tiles.size(); ++i) {
    m_tiles[i].value->setText(values[static_cast<qsizetype>(i)]);
    m_tiles[i].value->setEnabled(isOn());
  }
  if (!m_figures) {
    setSavingText(tr("measuring …"));
  } else if (isOn()) {
    const QString saved = percent(1.0 - m_figures->cost);
    setSavingText(m_figures->estimate ? tr("saves ≈ %1").arg(saved) : tr("saves %1").arg(saved));
  } else {
    setSavingText(tr("off (would save %1)").arg(percent(1.0 - m_figures->cost)));
  }
}

void GateGroup::showLegend() {
  const ChartTheme theme = ChartTheme::fromPalette(palette());
  const double differ = m_study ? 1.0 - m_study->at(0.0).agreement : 0.0;
  const QString other =
      m_study ? tr("another answer: %1 %").arg(locale().toString(100.0 * differ, 'f', 1)) : tr("another answer");
  m_legend->setText(square(theme.histogram, tr("same answer in 8 bits")) + QStringLiteral("&nbsp;&nbsp; ") +
                    square(theme.budget, other));
  m_legend->setToolTip(
      tr("Images by the margin of their 8-bit answer, each density with a height of its own. The dense "
         "network's answer is what the two are told apart by."));
}

void GateGroup::retranslate() {
  setTitle(
      tr("Gate, whole network"),
      tr("Effort by image, for the whole network. An 8-bit pass answers first. Where its two best logits are less "
         "than the margin apart the image is in doubt: the exact network, with the knobs of its layers, runs again "
         "and its answer counts.\n\nCost = 8-bit MACs · %1 + share repeated · exact MACs")
          .arg(locale().toString(m_weight, 'g', 3)));
  m_margin->setTexts(
      tr("Repeat below a margin of"),
      tr("Difference of the two best logits of the 8-bit pass. 0 repeats no image; the right end repeats "
         "all of them. The axis gives small margins more room."),
      tr("repeats %1 % of the images"));
  const std::array captions{tr("repeated"), tr("agreement"), tr("accuracy"), tr("cost")};
  const std::array descriptions{
      tr("Share of the images that the exact network runs again"),
      tr("Share of the images with the dense network's answer"), tr("Top-1 accuracy"),
      tr("MACs an image of the dense network's, an 8-bit one counted as %1").arg(locale().toString(m_weight, 'g', 3))};
  for (std::size_t i = 0; i < m_tiles.size(); ++i) {
    m_tiles[i].caption->setText(captions[i]);
    m_tiles[i].caption->setToolTip(descriptions[i]);
    m_tiles[i].value->setToolTip(descriptions[i]);
    m_tiles[i].value->setAccessibleName(captions[i]);
  }
  setProblem(m_problem);
  showLegend();
  showFigures();
}

void GateGroup::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) {
    showLegend();
  }
  KnobGroup::changeEvent(event);
}

}  // namespace effortlab::widgets
