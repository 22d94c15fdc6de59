#include "panels/tune_form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>

#include <algorithm>

namespace effortlab::widgets {
namespace {

constexpr double largestTuneBudget = 100.0;
/// Fewer cannot show half a point.
constexpr qint64 fewestImages = 10;

enum Row { Budget, Objective, Method, Tuning, HeldOut, Locks, Rows };

}  // namespace

TuneForm::TuneForm(QWidget* parent)
    : QWidget(parent),
      m_budget(new QDoubleSpinBox),
      m_objective(new QComboBox),
      m_method(new QComboBox),
      m_gate(new QCheckBox),
      m_warm(new QCheckBox),
      m_locks(new QLabel),
      m_problem(new QLabel) {
  build();
  const auto tell = [this] {
    refresh();
    Q_EMIT changed();
  };
  connect(m_budget, &QDoubleSpinBox::valueChanged, this, tell);
  for (QComboBox* box : {m_objective, m_method})
    connect(box, &QComboBox::currentIndexChanged, this, tell);
  for (QSpinBox* box : {m_tuningFrom, m_tuningCount, m_heldOutFrom, m_heldOutCount})
    connect(box, &QSpinBox::valueChanged, this, tell);
  for (QCheckBox* box : {m_gate, m_warm})
    connect(box, &QCheckBox::toggled, this, tell);
  retranslate();
}

void TuneForm::build() {
  m_budget->setRange(0.0, largestTuneBudget);
  m_budget->setDecimals(2);
  m_budget->setSingleStep(0.1);
  m_budget->setValue(TuneRequest().maxDropPoints);
  for (const auto objective : {effort::TuneObjective::Operations, effort::TuneObjective::Time})
    m_objective->addItem(QString(), static_cast<int>(objective));
  for (const auto method : {effort::TuneMethod::Best, effort::TuneMethod::Paper, effort::TuneMethod::Grid})
    m_method->addItem(QString(), static_cast<int>(method));
  m_problem->setWordWrap(true);
  m_locks->setWordWrap(true);
  for (int row = 0; row < Rows; ++row)
    m_labels << new QLabel;
  auto* form = new QFormLayout(this);
  form->setContentsMargins(0, 0, 0, 0);
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  const auto add = [&](Row row, QWidget* field) {
    form->addRow(m_labels[row], field);
    m_labels[row]->setBuddy(field);
  };
  const auto slice = [](QSpinBox*& from, QSpinBox*& count) {
    from = new QSpinBox;
    count = new QSpinBox;
    auto* holder = new QWidget;
    auto* line = new QHBoxLayout(holder);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(count, 1);
    line->addWidget(from, 1);
    for (QSpinBox* box : {from, count}) {
      box->setGroupSeparatorShown(true);
      box->setAccelerated(true);
    }
    return holder;
  };
  add(Budget, m_budget);
  add(Objective, m_objective);
  add(Method, m_method);
  add(Tuning, slice(m_tuningFrom, m_tuningCount));
  m_labels[Tuning]->setBuddy(m_tuningCount);
  add(HeldOut, slice(m_heldOutFrom, m_heldOutCount));
  m_labels[HeldOut]->setBuddy(m_heldOutCount);
  form->addRow(QString(), m_gate);
  form->addRow(QString(), m_warm);
  add(Locks, m_locks);
  form->addRow(m_problem);
}

void TuneForm::setImages(qint64 images, const TuneRequest& defaults) {
  m_images = images;
  const auto limit = static_cast<int>(images);
  for (QSpinBox* box : {m_tuningFrom, m_heldOutFrom}) {
    const QSignalBlocker blocker(box);
    box->setRange(0, std::max(0, limit - 1));
  }
  for (QSpinBox* box : {m_tuningCount, m_heldOutCount}) {
    const QSignalBlocker blocker(box);
    box->setRange(0, limit);
  }
  TuneRequest kept = request();
  kept.tuningFrom = defaults.tuningFrom;
  kept.tuningCount = defaults.tuningCount;
  kept.heldOutFrom = defaults.heldOutFrom;
  kept.heldOutCount = defaults.heldOutCount;
  setRequest(kept);
}

void TuneForm::setRequest(const TuneRequest& request) {
  {
    const QSignalBlocker blockers[] = {
        QSignalBlocker(m_budget),       QSignalBlocker(m_objective),   QSignalBlocker(m_method),
        QSignalBlocker(m_tuningFrom),   QSignalBlocker(m_tuningCount), QSignalBlocker(m_heldOutFrom),
        QSignalBlocker(m_heldOutCount), QSignalBlocker(m_gate),        QSignalBlocker(m_warm)};
    m_budget->setValue(request.maxDropPoints);
    m_objective->setCurrentIndex(m_objective->findData(static_cast<int>(request.objective)));
    m_method->setCurrentIndex(m_method->findData(static_cast<int>(request.method)));
    m_tuningFrom->setValue(static_cast<int>(request.tuningFrom));
    m_tuningCount->setValue(static_cast<int>(request.tuningCount));
    m_heldOutFrom->setValue(static_cast<int>(request.heldOutFrom));
    m_heldOutCount->setValue(static_cast<int>(request.heldOutCount));
    m_gate->setChecked(request.gate);
    m_warm->setChecked(request.warmStart);
  }
  refresh();
  Q_EMIT changed();
}

TuneRequest TuneForm::request() const {
  return {.maxDropPoints = m_budget->value(),
          .method = static_cast<effort::TuneMethod>(m_method->currentData().toInt()),
          .objective = static_cast<effort::TuneObjective>(m_objective->currentData().toInt()),
          .tuningFrom = m_tuningFrom->value(),
          .tuningCount = m_tuningCount->value(),
          .heldOutFrom = m_heldOutFrom->value(),
          .heldOutCount = m_heldOutCount->value(),
          .gate = m_gate->isChecked() && m_gateProblem.isEmpty(),
          .warmStart = m_warm->isChecked() && m_warm->isEnabled()};
}

QString TuneForm::problem() const {
  const TuneRequest asked = request();
  const auto number = [this](qint64 value) { return locale().toString(value); };
  if (m_images <= 0)
    return tr("Open a network and images that fit together first.");
  if (asked.tuningCount < fewestImages)
    return tr("Too few images to tune on: take at least %1, better a few hundred.").arg(fewestImages);
  if (asked.tuningFrom + asked.tuningCount > m_images)
    return tr("There are %1 images: the tuning images end at %2. Take fewer, or begin earlier.")
        .arg(number(m_images), number(asked.tuningFrom + asked.tuningCount));
  if (asked.heldOutCount > 0 && asked.heldOutFrom + asked.heldOutCount > m_images)
    return tr("There are %1 images: the held-out images end at %2. Take fewer, or begin earlier.")
        .arg(number(m_images), number(asked.heldOutFrom + asked.heldOutCount));
  const qint64 from = std::max(asked.tuningFrom, asked.heldOutFrom);
  const qint64 to = std::min(asked.tuningFrom + asked.tuningCount, asked.heldOutFrom + asked.heldOutCount);
  if (asked.heldOutCount > 0 && from < to)
    return tr("%1 images would both tune and judge (%2 to %3): begin the held-out images at %4.")
        .arg(number(to - from), number(from), number(to - 1), number(asked.tuningFrom + asked.tuningCount));
  return {};
}

void TuneForm::setGateProblem(const QString& problem) {
  m_gateProblem = problem;
  refresh();
}

void TuneForm::setLocks(int locked, int all) {
  m_locked = locked;
  m_knobs = all;
  refresh();
}

void TuneForm::setWarmStartPossible(bool possible) {
  m_warm->setEnabled(possible);
  refresh();
}

void TuneForm::setEditable(bool editable) {
  setEnabled(editable);
}

void TuneForm::refresh() {
  m_gate->setEnabled(m_gateProblem.isEmpty());
  m_gate->setToolTip(m_gateProblem.isEmpty()
                         ? tr("The margin below which the exact network runs again is tuned as well")
                         : m_gateProblem);
  m_locks->setText(m_locked == 0 ? tr("none: every knob may move")
                                 : tr("%1 of %2 knobs keep their state").arg(m_locked).arg(m_knobs));
  static_cast<QFormLayout*>(layout())->setRowVisible(m_locks, m_knobs > 0);  // nobody told of any: nothing to say
  m_problem->setText(problem());
  m_problem->setVisible(!m_problem->text().isEmpty());
}

void TuneForm::retranslate() {
  m_labels[Budget]->setText(tr("&Budget"));
  m_labels[Objective]->setText(tr("&Save"));
  m_labels[Method]->setText(tr("&Method"));
  m_labels[Tuning]->setText(tr("&Tuning images"));
  m_labels[HeldOut]->setText(tr("&Held-out images"));
  m_labels[Locks]->setText(tr("Locks"));
  m_budget->setSuffix(tr(" points"));
  m_budget->setToolTip(tr("Largest loss of top-1 accuracy against the dense network, in percentage points"));
  m_objective->setItemText(0, tr("operations"));
  m_objective->setItemText(1, tr("time, measured here"));
  m_objective->setAccessibleName(tr("What the tuner saves"));
  m_method->setItemText(0, tr("best: all layers and knobs together"));
  m_method->setItemText(1, tr("paper: layer by layer (DyVEDeep, Algorithm 1)"));
  m_method->setItemText(2, tr("grid: a grid of thresholds, layer by layer"));
  m_method->setAccessibleName(tr("Method of the tuner"));
  m_gate->setText(tr("Tune the &gate too"));
  m_warm->setText(tr("Start from the settings on &screen"));
  for (QSpinBox* box : {m_tuningFrom, m_heldOutFrom})
    box->setPrefix(tr("from image ", "before a number"));
  m_heldOutCount->setSpecialValueText(tr("none"));
  for (QSpinBox* box : {m_tuningCount, m_heldOutCount})
    box->setSuffix(tr(" images", "after a number"));
  m_tuningCount->setAccessibleName(tr("Number of tuning images"));
  m_tuningFrom->setAccessibleName(tr("First tuning image"));
  m_heldOutCount->setAccessibleName(tr("Number of held-out images"));
  m_heldOutFrom->setAccessibleName(tr("First held-out image"));
  m_heldOutCount->setToolTip(tr("They decide nothing and are looked at once, with the answer"));
  refresh();
}

void TuneForm::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange)
    retranslate();
  QWidget::changeEvent(event);
}

}  // namespace effortlab::widgets
