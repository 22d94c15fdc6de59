#include "charts/comparison_readout.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QToolButton>

namespace effortlab::widgets {
namespace {

constexpr qsizetype differenceRow = 3;

}  // namespace

ComparisonReadout::ComparisonReadout(QWidget* parent)
    : QFrame(parent), m_grid(new QGridLayout(this)), m_close(new QToolButton(this)), m_verdict(new QLabel(this)) {
  setFrameShape(QFrame::StyledPanel);
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  m_grid->setContentsMargins(10, 4, 6, 4);
  m_grid->setHorizontalSpacing(16);
  m_grid->setVerticalSpacing(1);
  m_close->setText(QStringLiteral("×"));
  m_close->setAutoRaise(true);
  m_verdict->setWordWrap(true);
  connect(m_close, &QToolButton::clicked, this, &ComparisonReadout::closed);
}

void ComparisonReadout::setComparison(const effort::TuneComparison& tuning,
                                      const std::optional<effort::TuneComparison>& heldOut) {
  m_tuning = tuning;
  m_heldOut = heldOut;
  refresh();
}

void ComparisonReadout::setBudgetPoints(double points) {
  m_budget = points;
  refresh();
}

QStringList ComparisonReadout::cells(const effort::TuneComparison& comparison) const {
  const QLocale& l = locale();
  const auto percent = [&l](double fraction) { return l.toString(100.0 * fraction, 'f', 2) + QStringLiteral(" %"); };
  QStringList cells{l.toString(static_cast<qlonglong>(comparison.images)),
                    percent(comparison.baselineTop1),
                    percent(comparison.tunedTop1),
                    tr("%1 (%2 to %3)", "a difference and its 95 % interval")
                        .arg(l.toString(100.0 * comparison.difference.value, 'f', 2),
                             l.toString(100.0 * comparison.difference.interval.lo, 'f', 2),
                             l.toString(100.0 * comparison.difference.interval.hi, 'f', 2)),
                    percent(comparison.agreement),
                    l.toString(comparison.opsRatio, 'f', 2) + QStringLiteral(" ×")};
  if (comparison.timeRatio) {
    cells << l.toString(*comparison.timeRatio, 'f', 2) + QStringLiteral(" ×");
  }
  return cells;
}

void ComparisonReadout::refresh() {
  qDeleteAll(m_labels);
  m_labels.clear();
  if (!m_tuning) {
    return;
  }
  const auto put = [this](int row, int column, const QString& text, bool bold) {
    auto* label = new QLabel(text, this);
    QFont font = label->font();
    font.setBold(bold);
    label->setFont(font);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setAlignment((column == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    m_grid->addWidget(label, row, column);
    m_labels.append(label);
  };
  QStringList titles{tr("Images"), tr("Dense top-1"),  tr("Tuned top-1"),
                     tr("Points"), tr("Same answers"), tr("Fewer operations")};
  const bool timed = m_tuning->timeRatio || (m_heldOut && m_heldOut->timeRatio);
  if (timed) {
    titles << tr("Faster, measured");
  }
  // A row a figure: it stays narrow, whatever the language.
  put(0, 0, tr("Tuned"), true);
  put(0, 1, tr("tuning"), true);
  put(0, 2, tr("held out"), true);
  const QStringList tuning = cells(*m_tuning);
  const QStringList heldOut = m_heldOut ? cells(*m_heldOut) : QStringList();
  for (qsizetype i = 0; i < titles.size(); ++i) {
    const int row = static_cast<int>(i) + 1;
    put(row, 0, titles[i], false);
    if (i == differenceRow) {
      m_labels.back()->setToolTip(
          tr("Percentage points of top-1, tuned minus dense on the same images, with the paired "
             "95 % interval (Newcombe)"));
    }
    put(row, 1, tuning.value(i, QStringLiteral("–")), false);
    put(row, 2, heldOut.value(i, QStringLiteral("–")), false);
  }
  const int last = static_cast<int>(titles.size()) + 1;
  const bool loses = m_heldOut && m_heldOut->dropPoints() > m_budget;
  m_verdict->setText(!m_heldOut ? tr("No held-out images: what it does to new ones is not known.")
                     : loses    ? tr("⚠ Loses more than the budget on held-out images.")
                                : tr("Keeps the budget on held-out images."));
  m_grid->addWidget(m_verdict, last, 0, 1, 3);
  m_grid->addWidget(m_close, 0, 3, Qt::AlignRight);
  m_grid->setColumnStretch(3, 1);
  m_close->setToolTip(tr("Close"));
  m_close->setAccessibleName(tr("Close"));
  setAccessibleName(tr("Tuning and held-out images"));
  setAccessibleDescription(text());
}

QString ComparisonReadout::text() const {
  QStringList lines;
  if (m_tuning) {
    lines << tr("tuning") + QStringLiteral(": ") + cells(*m_tuning).join(QStringLiteral(", "));
  }
  if (m_heldOut) {
    lines << tr("held out") + QStringLiteral(": ") + cells(*m_heldOut).join(QStringLiteral(", "));
  }
  return (lines << m_verdict->text()).join(QLatin1Char('\n'));
}

void ComparisonReadout::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::LocaleChange) {
    refresh();
  }
  QFrame::changeEvent(event);
}

}  // namespace effortlab::widgets
