#include "shell/copy_knobs_dialog.h"

#include "models/knob_name.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QDialogButtonBox>
#include <QGroupBox>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

#include <algorithm>

namespace effortlab::app {

CopyKnobsDialog::CopyKnobsDialog(const KnobsController& knobs, int from, std::vector<std::string> selected,
                                 QWidget* parent)
    : QDialog(parent),
      m_knobs(knobs),
      m_from(knobs.workspace()->layers.at(static_cast<std::size_t>(from))),
      m_selected(std::move(selected)) {
  setWindowTitle(tr("Copy knobs of %1").arg(QString::fromStdString(m_from.name)));
  build();
  refresh();
}

QRadioButton* CopyKnobsDialog::addTargets(Targets targets, const QString& text) {
  auto* button = new QRadioButton(text);
  button->setEnabled(!layersOf(targets).empty());
  connect(button, &QRadioButton::toggled, this, &CopyKnobsDialog::refresh);
  m_targets.emplace_back(targets, button);
  return button;
}

void CopyKnobsDialog::build() {
  auto* layout = new QVBoxLayout(this);
  auto* which = new QGroupBox(tr("Knobs"));
  auto* whichLayout = new QHBoxLayout(which);
  const effort::LayerKnobs on = m_knobs.settings().of(m_from.name);
  for (const effort::KnobKind knob : effort::knobKinds) {
    const bool isOn = on.has(knob);
    auto* box = new QCheckBox(widgets::knobName(knob));
    box->setChecked(isOn);
    box->setEnabled(isOn);
    box->setToolTip(isOn ? QString() : tr("Off: nothing to copy"));
    connect(box, &QCheckBox::toggled, this, &CopyKnobsDialog::refresh);
    whichLayout->addWidget(box);
    m_boxes.push_back({knob, box});
  }
  whichLayout->addStretch(1);

  auto* where = new QGroupBox(tr("To"));
  auto* whereLayout = new QVBoxLayout(where);
  const auto count = [this](Targets targets) { return static_cast<int>(layersOf(targets).size()); };
  whereLayout->addWidget(
      addTargets(Targets::Selected, tr("the other layers selected in the table (%1)").arg(count(Targets::Selected))));
  whereLayout->addWidget(
      addTargets(Targets::SameKind,
                 (m_from.convolution ? tr("all other convolutions (%1)") : tr("all other fully connected layers (%1)"))
                     .arg(count(Targets::SameKind))));
  whereLayout->addWidget(addTargets(Targets::Below, tr("all layers below (%1)").arg(count(Targets::Below))));
  whereLayout->addWidget(addTargets(Targets::All, tr("all other layers (%1)").arg(count(Targets::All))));
  for (const auto& [targets, button] : m_targets)
    if (button->isEnabled()) {
      button->setChecked(true);
      break;
    }

  auto* how = new QGroupBox(tr("Thresholds"));
  auto* howLayout = new QVBoxLayout(how);
  m_shares = new QRadioButton(tr("that take the same share there"));
  m_shares->setToolTip(
      tr("Each threshold becomes the quantile of the other layer's histogram that it is of this "
         "layer's. Layers differ in scale: mostly what is meant. Histograms that are not there yet "
         "are measured first."));
  m_numbers = new QRadioButton(tr("as the same numbers"));
  m_shares->setChecked(true);
  howLayout->addWidget(m_shares);
  howLayout->addWidget(m_numbers);
  connect(m_shares, &QRadioButton::toggled, this, &CopyKnobsDialog::refresh);

  m_outcome = new QLabel;
  m_outcome->setWordWrap(true);
  m_outcome->setForegroundRole(QPalette::PlaceholderText);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
  m_copy = buttons->addButton(tr("&Copy"), QDialogButtonBox::AcceptRole);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  for (QWidget* part : std::initializer_list<QWidget*>{which, where, how, m_outcome, buttons})
    layout->addWidget(part);
}

std::vector<std::string> CopyKnobsDialog::layersOf(Targets targets) const {
  std::vector<std::string> names;
  bool below = false;
  for (const effort::EffortLayer& layer : m_knobs.workspace()->layers) {
    if (layer.name == m_from.name) {
      below = true;
      continue;
    }
    const bool selected = std::find(m_selected.begin(), m_selected.end(), layer.name) != m_selected.end();
    if (targets == Targets::All || (targets == Targets::Selected && selected) ||
        (targets == Targets::SameKind && layer.convolution == m_from.convolution) ||
        (targets == Targets::Below && below))
      names.push_back(layer.name);
  }
  return names;
}

CopyRequest CopyKnobsDialog::request() const {
  CopyRequest request{.from = m_from.name, .knobs = m_knobs.settings().of(m_from.name)};
  for (const KnobBox& box : m_boxes)
    if (!box.box->isChecked())
      request.knobs = effort::withKnob(request.knobs, {}, box.knob);
  for (const auto& [targets, button] : m_targets)
    if (button->isChecked())
      request.to = layersOf(targets);
  request.by = m_shares->isChecked() ? CopyBy::Shares : CopyBy::Numbers;
  return request;
}

void CopyKnobsDialog::setTargets(Targets targets) {
  for (const auto& [kind, button] : m_targets)
    if (kind == targets)
      button->setChecked(true);
}

void CopyKnobsDialog::setBy(CopyBy by) {
  (by == CopyBy::Shares ? m_shares : m_numbers)->setChecked(true);
}

void CopyKnobsDialog::refresh() {
  if (m_copy == nullptr)
    return;
  CopyRequest asked = request();
  asked.by = CopyBy::Numbers;  // what fits where does not depend on it
  const CopyResult result = copyKnobs(asked, m_knobs.settings(), m_knobs.workspace()->layers, {});
  m_copy->setEnabled(!result.copied.empty());
  QStringList left;
  for (const effort::KnobPlace& place : result.leftOut)
    if (const QString name = QString::fromStdString(place.layer); !left.contains(name))
      left << name;
  m_outcome->setText(
      tr("%n knob(s) set.", nullptr, static_cast<int>(result.copied.size())) +
      (left.isEmpty() ? QString() : QLatin1Char(' ') + tr("Some are not possible in: %1").arg(left.join(", "))));
}

}  // namespace effortlab::app
