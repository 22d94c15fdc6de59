#include "panels/tune_report.h"

#include "models/tune_share_model.h"

#include <QCoreApplication>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace effortlab::widgets {
namespace {

struct RemarkText {
  Q_DECLARE_TR_FUNCTIONS(TuneRemark)
};

}  // namespace

QString tuneRemarkText(const effort::TuneRemark& remark, qint64 imagesNeeded, const QLocale& locale) {
  const QString layer = QString::fromStdString(remark.layer);
  switch (remark.finding) {
    case effort::TuneFinding::BudgetTooSmall:
      return RemarkText::tr("No setting but the dense network keeps this budget: allow more points, or more images.");
    case effort::TuneFinding::NothingFaster:
      return RemarkText::tr("Within the budget no setting takes less time here than the dense network.");
    case effort::TuneFinding::TooFewImages:
      return imagesNeeded > 0
                 ? RemarkText::tr("Too few images to show the budget with the method's margin: %1 would do.")
                       .arg(locale.toString(imagesNeeded))
                 : RemarkText::tr("Too few images to show the budget with the method's margin.");
    case effort::TuneFinding::LayerToleratesNothing:
      return RemarkText::tr("%1 tolerates no knob: any setting costs more than the budget.").arg(layer);
    case effort::TuneFinding::NotMonotone:
      return layer.isEmpty()
                 ? RemarkText::tr("The curve is not monotone: a stronger setting was fine where a weaker one was not.")
                 : RemarkText::tr("%1: not monotone, a stronger setting was fine where a weaker one was not.")
                       .arg(layer);
    case effort::TuneFinding::WarmStartRejected:
      return RemarkText::tr(
          "The settings on screen break the budget themselves: the search began at the dense network.");
    case effort::TuneFinding::HeldOutLoses:
      return RemarkText::tr("The held-out images lose more than the budget: believe them, and tune on more images.");
    case effort::TuneFinding::GateRefused: return RemarkText::tr("The network has no 8-bit pass: no gate was tuned.");
    case effort::TuneFinding::NothingToTune:
      return RemarkText::tr("Nothing to tune: all knobs are locked, or the network has none.");
  }
  return {};
}

TuneReport::TuneReport(QWidget* parent)
    : QWidget(parent),
      m_verdict(new QLabel),
      m_comparison(new QLabel),
      m_remarks(new QLabel),
      m_sharesLabel(new QLabel),
      m_model(new TuneShareModel(this)),
      m_table(new QTableView) {
  QFont bold = font();
  bold.setBold(true);
  m_verdict->setFont(bold);
  for (QLabel* label : {m_verdict, m_comparison, m_remarks}) {
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  }
  m_comparison->setTextFormat(Qt::RichText);
  m_sharesLabel->setBuddy(m_table);
  m_table->setModel(m_model);
  m_table->verticalHeader()->hide();
  m_table->setShowGrid(false);
  m_table->setAlternatingRowColors(true);
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setTabKeyNavigation(false);
  m_table->horizontalHeader()->setHighlightSections(false);
  m_table->horizontalHeader()->setStretchLastSection(true);
  m_table->setMinimumHeight(90);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_verdict);
  layout->addWidget(m_comparison);
  layout->addWidget(m_remarks);
  layout->addWidget(m_sharesLabel);
  layout->addWidget(m_table, 1);
  refresh();
}

void TuneReport::setResult(std::shared_ptr<const effort::TuneResult> result, double budgetPoints) {
  m_result = std::move(result);
  m_budget = budgetPoints;
  m_model->setShares(m_result ? m_result->shares : std::vector<effort::TuneShare>());
  refresh();
  m_table->resizeColumnsToContents();
}

QString TuneReport::verdict() const {
  if (!m_result) {
    return {};
  }
  const QString ratio = locale().toString(m_result->tuning.opsRatio, 'f', 2);
  if (!m_result->complete) {
    return tr("Stopped: %1 times fewer operations, the best setting verified so far").arg(ratio);
  }
  return m_result->budgetMet
             ? tr("%1 times fewer operations, within %2 points").arg(ratio, locale().toString(m_budget, 'f', 2))
             : tr("%1 times fewer operations; the budget of %2 points is not shown")
                   .arg(ratio, locale().toString(m_budget, 'f', 2));
}

QString TuneReport::remarks() const {
  return m_remarks->text();
}

QString TuneReport::comparison(const effort::TuneComparison& comparison) const {
  const auto number = [this](double value, int decimals) { return locale().toString(value, 'f', decimals); };
  const PairedDifference& difference = comparison.difference;
  return tr("%1 % (dense %2 %), %3 points (%4 to %5)")
      .arg(number(100.0 * comparison.tunedTop1, 2), number(100.0 * comparison.baselineTop1, 2),
           number(100.0 * difference.value, 2), number(100.0 * difference.interval.lo, 2),
           number(100.0 * difference.interval.hi, 2));
}

QString TuneReport::tableOf() const {
  const auto number = [this](double value, int decimals) { return locale().toString(value, 'f', decimals); };
  std::vector<const effort::TuneComparison*> columns{&m_result->tuning};
  if (m_result->heldOut) {
    columns.push_back(&*m_result->heldOut);
  }
  QString html = QStringLiteral("<table cellspacing=0 cellpadding=3>");
  const auto row = [&](const QString& name, const auto& cell, bool head = false) {
    const QString tag = head ? QStringLiteral("th") : QStringLiteral("td");
    html += QStringLiteral("<tr><td>%1&nbsp;&nbsp;</td>").arg(name);
    for (const effort::TuneComparison* column : columns) {
      html += QStringLiteral("<%1 align=right>&nbsp;%2</%1>").arg(tag, cell(*column));
    }
    html += QStringLiteral("</tr>");
  };
  row(
      QString(),
      [&](const effort::TuneComparison& c) {
        return (&c == columns.front() ? tr("Tuning") : tr("Held-out")) + QStringLiteral("&nbsp;&nbsp;");
      },
      true);
  row(tr("Images"),
      [&](const effort::TuneComparison& c) { return locale().toString(static_cast<qlonglong>(c.images)); });
  row(tr("Dense top-1"), [&](const auto& c) { return number(100.0 * c.baselineTop1, 2) + QStringLiteral(" %"); });
  row(tr("Tuned top-1"), [&](const auto& c) { return number(100.0 * c.tunedTop1, 2) + QStringLiteral(" %"); });
  row(tr("Change, 95 %"), [&](const effort::TuneComparison& c) {
    return tr("%1 points (%2 to %3)")
        .arg(number(100.0 * c.difference.value, 2), number(100.0 * c.difference.interval.lo, 2),
             number(100.0 * c.difference.interval.hi, 2));
  });
  row(tr("Same answer as dense"), [&](const auto& c) { return number(100.0 * c.agreement, 2) + QStringLiteral(" %"); });
  row(tr("Fewer operations"), [&](const auto& c) { return number(c.opsRatio, 2) + QStringLiteral(" ×"); });
  const bool timed =
      std::any_of(columns.begin(), columns.end(), [](const auto* c) { return c->timeRatio.has_value(); });
  if (timed) {
    row(tr("Faster, measured"), [&](const effort::TuneComparison& c) {
      return c.timeRatio ? number(*c.timeRatio, 2) + QStringLiteral(" ×") : QStringLiteral("–");
    });
  }
  return html + QStringLiteral("</table>");
}

void TuneReport::refresh() {
  m_sharesLabel->setText(tr("What each &knob gains and spends"));
  m_table->setAccessibleName(tr("What each knob gains and spends"));
  m_verdict->setText(verdict());
  m_comparison->setText(m_result ? tableOf() : QString());
  QStringList lines;
  if (m_result) {
    for (const effort::TuneRemark& remark : m_result->remarks) {
      lines << tuneRemarkText(remark, m_result->imagesNeeded, locale());
    }
  }
  lines.removeDuplicates();
  m_remarks->setText(lines.join(QLatin1Char('\n')));
  for (QWidget* part : std::initializer_list<QWidget*>{m_verdict, m_comparison, m_sharesLabel, m_table}) {
    part->setVisible(m_result != nullptr);
  }
  m_remarks->setVisible(!lines.isEmpty());
}

void TuneReport::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::LocaleChange) {
    refresh();
  }
  QWidget::changeEvent(event);
}

}  // namespace effortlab::widgets
