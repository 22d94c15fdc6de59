#include "panels/evaluation_table.h"

#include "models/evaluation_model.h"
#include "panels/evaluation_delegate.h"

#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace effortlab::widgets {

EvaluationTable::EvaluationTable(QWidget* parent)
    : QWidget(parent),
      m_model(new EvaluationModel(this)),
      m_view(new QTableView),
      m_remark(new QLabel),
      m_action(new QPushButton),
      m_copy(new QPushButton) {
  m_view->setModel(m_model);
  m_view->setItemDelegate(new EvaluationDelegate(m_view));
  m_view->setShowGrid(false);
  m_view->setWordWrap(false);
  m_view->setFrameShape(QFrame::NoFrame);
  m_view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  m_view->verticalHeader()->hide();
  m_view->horizontalHeader()->setHighlightSections(false);
  m_view->setTabKeyNavigation(false);
  m_view->installEventFilter(this);
  m_remark->setWordWrap(true);
  m_remark->setTextFormat(Qt::PlainText);
  m_remark->setTextInteractionFlags(Qt::TextSelectableByMouse);
  auto* row = new QHBoxLayout;
  row->setContentsMargins(10, 4, 8, 2);
  row->addWidget(m_remark, 1);
  row->addWidget(m_copy);
  row->addWidget(m_action);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(2);
  layout->addLayout(row);
  layout->addWidget(m_view, 1);
  connect(m_action, &QPushButton::clicked, this, [this] {
    if (m_status.running) {
      Q_EMIT cancelRequested();
    } else {
      Q_EMIT evaluateRequested();
    }
  });
  connect(m_copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(copyText()); });
  connect(m_model, &QAbstractItemModel::modelReset, this, &EvaluationTable::layOutSections);
  m_model->setLocale(locale());
  retranslate();
}

void EvaluationTable::setReports(std::vector<fovea::PolicyReport> reports, int baseline,
                                 const QStringList& classNames) {
  m_model->setReports(std::move(reports), baseline, classNames);
  refresh();
}

void EvaluationTable::setStatus(const Status& status) {
  if (!(status == m_status)) {
    m_status = status;
    refresh();
  }
}

void EvaluationTable::layOutSections() {
  m_view->clearSpans();
  for (int row = 0; row < m_model->rowCount(); ++row) {
    if (m_model->isSection(row) && m_model->columnCount() > 1) {
      m_view->setSpan(row, 0, 1, m_model->columnCount());
    }
  }
  m_view->resizeColumnsToContents();
  m_view->resizeRowsToContents();
}

void EvaluationTable::refresh() {
  QStringList parts;
  if (m_status.running) {
    parts << (m_status.total > 0
                  ? tr("Frame %1 of %2").arg(locale().toString(m_status.done), locale().toString(m_status.total))
                  : tr("Computing …"));
  } else if (m_model->rowCount() == 0 && m_status.remark.isEmpty()) {
    parts << (m_status.possible ? tr("Nothing evaluated yet.") : tr("Open a video and a detector first."));
  }
  if (m_status.stale && m_model->rowCount() > 0) {
    parts << tr("of the setting before");
  }
  parts << m_status.remark;
  parts.removeAll(QString());
  m_remark->setText(parts.join(QStringLiteral(" · ")));
  m_action->setText(m_status.running ? tr("Cancel") : m_model->rowCount() > 0 ? tr("Evaluate again") : tr("Evaluate"));
  m_action->setEnabled(m_status.running || m_status.possible);
  m_copy->setEnabled(m_model->rowCount() > 0);
  m_view->setAccessibleDescription(m_remark->text());
}

void EvaluationTable::retranslate() {
  m_view->setAccessibleName(tr("Policies compared"));
  m_copy->setText(tr("Copy"));
  m_copy->setToolTip(tr("Copies the selected cells, or all, with tabulators between (%1)")
                         .arg(QKeySequence(QKeySequence::Copy).toString(QKeySequence::NativeText)));
  m_action->setToolTip(tr("Runs the policies over the whole video, side by side, or stops that"));
  refresh();
}

QString EvaluationTable::copyText() const {
  QModelIndexList selected = m_view->selectionModel()->selectedIndexes();
  const bool all = selected.size() < 2;
  std::vector<bool> rows(static_cast<std::size_t>(m_model->rowCount()), all);
  std::vector<bool> columns(static_cast<std::size_t>(m_model->columnCount()), all);
  for (const QModelIndex& cell : selected) {
    rows[static_cast<std::size_t>(cell.row())] = true;
    columns[static_cast<std::size_t>(cell.column())] = true;
  }
  QStringList lines;
  const auto line = [&](const std::function<QString(int)>& text) {
    QStringList cells;
    for (int column = 0; column < m_model->columnCount(); ++column) {
      if (columns[static_cast<std::size_t>(column)]) {
        cells << text(column);
      }
    }
    lines << cells.join(QLatin1Char('\t'));
  };
  line([this](int column) { return m_model->headerData(column, Qt::Horizontal).toString(); });
  for (int row = 0; row < m_model->rowCount(); ++row) {
    if (rows[static_cast<std::size_t>(row)]) {
      line([this, row](int column) { return m_model->index(row, column).data().toString(); });
    }
  }
  return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

bool EvaluationTable::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_view && event->type() == QEvent::KeyPress &&
      static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy)) {
    QApplication::clipboard()->setText(copyText());
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

void EvaluationTable::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::LocaleChange) {
    m_model->setLocale(locale());
    m_model->retranslate();
    retranslate();
  }
  if (event->type() == QEvent::FontChange) {
    layOutSections();
  }
}

}  // namespace effortlab::widgets
