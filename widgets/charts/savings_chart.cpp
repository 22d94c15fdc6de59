#include "charts/savings_chart.h"

#include "charts/savings_bars.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace effortlab::widgets {

SavingsChart::SavingsChart(QWidget* parent)
    : QWidget(parent),
      m_model(new SavingsModel(this)),
      m_bars(new SavingsBars(m_model, this)),
      m_summary(new QLabel(this)),
      m_modeBox(new QComboBox(this)) {
  m_summary->setWordWrap(true);
  m_modeBox->addItem(QString(), QVariant::fromValue(Mode::Share));
  m_modeBox->addItem(QString(), QVariant::fromValue(Mode::Macs));
  auto* header = new QHBoxLayout;
  header->setContentsMargins(6, 2, 6, 0);
  header->addWidget(m_summary, 1);
  header->addWidget(m_modeBox);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(2);
  layout->addLayout(header);
  layout->addWidget(m_bars, 1);
  connect(m_modeBox, &QComboBox::currentIndexChanged, this, [this] {
    m_bars->setShares(mode() == Mode::Share);
    Q_EMIT modeChanged(mode());
  });
  connect(m_bars, &SavingsBars::rowActivated, this,
          [this](int row) { Q_EMIT layerActivated(m_model->counts()[static_cast<std::size_t>(row)].name); });
  retranslate();
}

void SavingsChart::setCounts(std::vector<LayerSaving> counts) {
  const int row = m_bars->currentRow();
  const QString current =
      row >= 0 && row < m_model->rowCount() ? m_model->counts()[static_cast<std::size_t>(row)].name : QString();
  m_model->setCounts(std::move(counts));
  setCurrentLayer(current);
  m_bars->refresh();
  updateSummary();
}

const std::vector<LayerSaving>& SavingsChart::counts() const {
  return m_model->counts();
}

SavingsChart::Mode SavingsChart::mode() const {
  return m_modeBox->currentData().value<Mode>();
}

void SavingsChart::setMode(Mode mode) {
  m_modeBox->setCurrentIndex(m_modeBox->findData(QVariant::fromValue(mode)));
}

void SavingsChart::setCurrentLayer(const QString& name) {
  const auto& rows = m_model->counts();
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const LayerSaving& row) { return row.name == name; });
  m_bars->setCurrentRow(name.isEmpty() || found == rows.end() ? -1 : static_cast<int>(found - rows.begin()));
}

QWidget* SavingsChart::viewport() const {
  return m_bars->viewport();
}

QRectF SavingsChart::rowRect(int row) const {
  return m_bars->rowRect(row);
}

void SavingsChart::updateSummary() {
  LayerSaving total;
  bool estimate = false;
  for (const LayerSaving& row : m_model->counts()) {
    total.dense += row.dense;
    total.executed += row.executed;
    total.spet += row.spet;
    total.sfma += row.sfma;
    total.sdss += row.sdss;
    total.gate += row.gate;
    estimate = estimate || row.estimate;
  }
  if (total.dense <= 0) {
    m_summary->clear();
    return;
  }
  const auto percent = [&](qint64 count) {
    return locale().toString(100.0 * static_cast<double>(count) / static_cast<double>(total.dense), 'f', 1);
  };
  QString text = tr("%1 % of all MACs saved").arg(percent(total.dense - total.executed));
  QStringList shares;
  const auto add = [&](const QString& name, qint64 count) {
    if (count != 0) {
      shares << name + QLatin1Char(' ') + percent(count);
    }
  };
  add(QStringLiteral("SPET"), total.spet);
  add(QStringLiteral("SFMA"), total.sfma);
  add(QStringLiteral("SDSS"), total.sdss);
  add(tr("gate"), total.gate);
  if (!shares.isEmpty()) {
    text += QStringLiteral(" (%1)").arg(shares.join(QStringLiteral(", ")));
  }
  m_summary->setText(estimate ? tr("%1, estimated").arg(text) : text);
  m_bars->setAccessibleDescription(m_summary->text());
}

void SavingsChart::retranslate() {
  m_modeBox->setItemText(0, tr("Share of each layer"));
  m_modeBox->setItemText(1, tr("MACs"));
  m_modeBox->setToolTip(tr("Share: every layer in full width. MACs: bars by the layer's multiply-accumulates."));
  m_modeBox->setAccessibleName(tr("Scale of the savings chart"));
  m_bars->setAccessibleName(tr("Savings of each layer"));
  updateSummary();
}

void SavingsChart::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::LocaleChange) {
    retranslate();
  }
  QWidget::changeEvent(event);
}

void SavingsChart::paintChart(QPainter& painter, const QRectF& area, const ChartStyle& style) const {
  SavingsPainter(area, style, {.counts = m_model->counts(), .shares = mode() == Mode::Share, .fitRows = true})
      .paint(painter);
}

const QAbstractItemModel& SavingsChart::table() const {
  return *m_model;
}

QSize SavingsChart::sizeHint() const {
  return {560, 300};
}

}  // namespace effortlab::widgets
