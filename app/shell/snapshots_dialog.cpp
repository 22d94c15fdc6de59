#include "shell/snapshots_dialog.h"

#include "controllers/settings_difference.h"
#include "settings/window_settings.h"

#include <QDir>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace effortlab::app {

namespace {

enum Column { Name, Ratio, Top1, Difference, Images, Kept, ColumnCount };

QTableWidget* makeTable(int columns) {
  auto* table = new QTableWidget(0, columns);
  table->setSelectionBehavior(QAbstractItemView::SelectRows);
  table->setAlternatingRowColors(true);
  table->setShowGrid(false);
  table->setWordWrap(false);
  table->setTabKeyNavigation(false);
  table->verticalHeader()->hide();
  table->horizontalHeader()->setHighlightSections(false);
  return table;
}

QTableWidgetItem* cell(const QString& text, bool number, bool editable = false) {
  auto* item = new QTableWidgetItem(text);
  item->setTextAlignment((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
  if (!editable)
    item->setFlags(item->flags() & ~Qt::ItemIsEditable);
  return item;
}

QString percent(double fraction, int decimals = 1) {
  return QLocale().toString(100.0 * fraction, 'f', decimals);
}

}  // namespace

SnapshotsDialog::SnapshotsDialog(Snapshots* snapshots, WindowSettings& settings, QWidget* parent)
    : QDialog(parent),
      m_snapshots(snapshots),
      m_settings(settings),
      m_table(makeTable(ColumnCount)),
      m_differences(makeTable(4)),
      m_comparison(new QLabel) {
  m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
  m_table->horizontalHeader()->setStretchLastSection(true);
  m_differences->setSelectionMode(QAbstractItemView::NoSelection);
  m_comparison->setWordWrap(true);
  m_comparison->setTextInteractionFlags(Qt::TextSelectableByMouse);
  auto* lower = new QWidget;
  auto* lowerLayout = new QVBoxLayout(lower);
  lowerLayout->setContentsMargins(0, 0, 0, 0);
  lowerLayout->addWidget(m_comparison);
  lowerLayout->addWidget(m_differences, 1);
  auto* splitter = new QSplitter(Qt::Vertical);
  splitter->setChildrenCollapsible(false);
  splitter->addWidget(m_table);
  splitter->addWidget(lower);
  auto* buttons = new QHBoxLayout;
  m_keep = addButton(buttons, &SnapshotsDialog::keep);
  m_restore = addButton(buttons, &SnapshotsDialog::restore);
  m_remove = addButton(buttons, &SnapshotsDialog::remove);
  buttons->addStretch(1);
  m_import = addButton(buttons, &SnapshotsDialog::import);
  m_export = addButton(buttons, &SnapshotsDialog::exportOne);
  m_close = new QPushButton;
  m_close->setAutoDefault(false);
  connect(m_close, &QPushButton::clicked, this, &QDialog::close);
  buttons->addWidget(m_close);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(splitter, 1);
  layout->addLayout(buttons);
  resize(760, 520);
  connect(m_snapshots, &Snapshots::changed, this, &SnapshotsDialog::fill);
  connect(&m_snapshots->knobs(), &KnobsController::summaryChanged, this, &SnapshotsDialog::compare);
  connect(m_table, &QTableWidget::itemSelectionChanged, this, &SnapshotsDialog::compare);
  connect(m_table, &QTableWidget::cellDoubleClicked, this, [this](int row, int column) {
    if (column != Name)
      m_snapshots->restore(row);
  });
  connect(m_table, &QTableWidget::itemChanged, this, [this](const QTableWidgetItem* item) {
    if (!m_filling && item->column() == Name && !m_snapshots->rename(item->row(), item->text()))
      fill();  // the old name again
  });
  retranslate();
}

QPushButton* SnapshotsDialog::addButton(QBoxLayout* layout, void (SnapshotsDialog::*handler)()) {
  auto* button = new QPushButton;
  button->setAutoDefault(false);
  connect(button, &QPushButton::clicked, this, handler);
  layout->addWidget(button);
  return button;
}

void SnapshotsDialog::fill() {
  m_filling = true;
  const std::vector<int> before = selected();
  const auto& list = m_snapshots->list();
  m_table->setRowCount(static_cast<int>(list.size()));
  for (int row = 0; row < m_table->rowCount(); ++row) {
    const Snapshot& snapshot = list[static_cast<std::size_t>(row)];
    const QString unknown = QStringLiteral("–");
    const auto& figures = snapshot.figures;
    m_table->setItem(row, Name, cell(snapshot.name, false, true));
    m_table->setItem(
        row, Ratio,
        cell(figures ? QLocale().toString(figures->opsRatio, 'f', 2) + QStringLiteral(" ×") : unknown, true));
    m_table->setItem(
        row, Top1,
        cell(figures ? tr("%1 % (%2 to %3)")
                           .arg(percent(figures->top1), percent(figures->interval.lo), percent(figures->interval.hi))
                     : unknown,
             true));
    m_table->setItem(
        row, Difference,
        cell(figures ? tr("%1 points (%2 to %3)")
                           .arg(percent(figures->difference.value, 2), percent(figures->difference.interval.lo, 2),
                                percent(figures->difference.interval.hi, 2))
                     : unknown,
             true));
    m_table->setItem(row, Images, cell(figures ? QLocale().toString(figures->images) : unknown, true));
    m_table->setItem(row, Kept, cell(QLocale().toString(snapshot.kept, QLocale::ShortFormat), false));
    if (figures)
      m_table->item(row, Images)->setToolTip(figures->data);
  }
  m_table->resizeColumnsToContents();
  m_table->clearSelection();
  for (const int row : before)
    if (row < m_table->rowCount())
      m_table->selectionModel()->select(m_table->model()->index(row, 0),
                                        QItemSelectionModel::Select | QItemSelectionModel::Rows);
  m_filling = false;
  compare();
}

std::vector<int> SnapshotsDialog::selected() const {
  std::vector<int> rows;
  const QModelIndexList indices = m_table->selectionModel()->selectedRows();
  for (const QModelIndex& index : indices)
    if (index.row() < static_cast<int>(m_snapshots->list().size()))
      rows.push_back(index.row());
  std::sort(rows.begin(), rows.end());
  return rows;
}

/// Two chosen ones with each other, one with what is on screen.
void SnapshotsDialog::compare() {
  if (m_filling)
    return;
  refreshButtons();
  const std::vector<int> rows = selected();
  const auto& workspace = m_snapshots->knobs().workspace();
  if (!isVisible() && rows.empty())
    return;
  if (rows.empty() || rows.size() > 2 || !workspace) {
    m_comparison->setText(m_snapshots->list().empty()
                              ? tr("Nothing kept yet. A snapshot holds all knobs by name, and stays with the network.")
                              : tr("Choose one snapshot to compare it with the knobs on screen, or two (Ctrl+click)."));
    m_differences->setRowCount(0);
    return;
  }
  const auto& list = m_snapshots->list();
  const Snapshot& first = list[static_cast<std::size_t>(rows[0])];
  const Snapshot* second = rows.size() == 2 ? &list[static_cast<std::size_t>(rows[1])] : nullptr;
  const QString secondName = second != nullptr ? second->name : tr("on screen");
  std::vector<std::string> layers;
  for (const effort::EffortLayer& layer : workspace->layers)
    layers.push_back(layer.name);
  const std::vector<KnobDifference> differences = settingsDifference(
      first.settings, second != nullptr ? second->settings : m_snapshots->knobs().settings(), layers);
  QString text = differences.empty()
                     ? tr("%1 and %2 have the same knobs.").arg(first.name, secondName)
                     : tr("%1 and %2 differ in %n knob(s).", nullptr, static_cast<int>(differences.size()))
                           .arg(first.name, secondName);
  if (second != nullptr && first.figures && second->figures) {
    if (first.figures->data == second->figures->data)
      text += QLatin1Char(' ') +
              tr("From the first to the second: %1 points of top-1, %2 times the operation ratio. Each one's paired "
                 "difference to the dense network is in the table above.")
                  .arg(percent(second->figures->top1 - first.figures->top1, 2),
                       QLocale().toString(second->figures->opsRatio / first.figures->opsRatio, 'f', 2));
    else
      text += QLatin1Char(' ') + tr("Their figures are of different images.");
  }
  m_comparison->setText(text);
  m_differences->setHorizontalHeaderLabels({tr("Layer"), tr("Knob"), first.name, secondName});
  m_differences->setRowCount(static_cast<int>(differences.size()));
  for (int row = 0; row < m_differences->rowCount(); ++row) {
    const KnobDifference& difference = differences[static_cast<std::size_t>(row)];
    m_differences->setItem(row, 0, cell(difference.layer.isEmpty() ? tr("network") : difference.layer, false));
    m_differences->setItem(row, 1, cell(difference.knob, false));
    m_differences->setItem(row, 2, cell(difference.first, false));
    m_differences->setItem(row, 3, cell(difference.second, false));
  }
  m_differences->resizeColumnsToContents();
  m_differences->horizontalHeader()->setStretchLastSection(true);
}

QString SnapshotsDialog::comparisonText() const {
  return m_comparison->text();
}

void SnapshotsDialog::refreshButtons() {
  const std::size_t chosen = selected().size();
  const auto& workspace = m_snapshots->knobs().workspace();
  m_keep->setEnabled(workspace != nullptr);
  m_import->setEnabled(workspace != nullptr);
  m_restore->setEnabled(chosen == 1);
  m_export->setEnabled(chosen == 1);
  m_remove->setEnabled(chosen >= 1);
}

void SnapshotsDialog::keep() {
  m_snapshots->keep(m_snapshots->suggestedName());
  const int row = m_table->rowCount() - 1;
  if (row < 0)
    return;
  m_table->setCurrentCell(row, Name);
  m_table->editItem(m_table->item(row, Name));
}

void SnapshotsDialog::restore() {
  if (const std::vector<int> rows = selected(); rows.size() == 1)
    m_snapshots->restore(rows.front());
}

void SnapshotsDialog::remove() {
  std::vector<int> rows = selected();
  m_table->clearSelection();
  std::reverse(rows.begin(), rows.end());
  for (const int row : rows)
    m_snapshots->remove(row);
}

void SnapshotsDialog::exportOne() {
  const std::vector<int> rows = selected();
  if (rows.size() != 1)
    return;
  QString name = m_snapshots->list()[static_cast<std::size_t>(rows.front())].name;
  for (QChar& letter : name)
    if (!letter.isLetterOrNumber() && letter != QLatin1Char('.') && letter != QLatin1Char(' '))
      letter = QLatin1Char('-');
  const QString folder = m_settings.lastFolder().isEmpty() ? QDir::homePath() : m_settings.lastFolder();
  QString file = QFileDialog::getSaveFileName(this, tr("Export snapshot"),
                                              folder + QLatin1Char('/') + name + QStringLiteral(".knobs.json"),
                                              tr("Knobs (*.knobs.json)"));
  if (file.isEmpty())
    return;
  if (!file.endsWith(QLatin1String(".json")))
    file += QStringLiteral(".knobs.json");
  m_settings.setLastFolder(QFileInfo(file).absolutePath());
  m_snapshots->exportTo(rows.front(), file);
}

void SnapshotsDialog::import() {
  const QString folder = m_settings.lastFolder().isEmpty() ? QDir::homePath() : m_settings.lastFolder();
  const QStringList files =
      QFileDialog::getOpenFileNames(this, tr("Import snapshots"), folder, tr("Knobs (*.knobs.json)"));
  for (const QString& file : files) {
    m_settings.setLastFolder(QFileInfo(file).absolutePath());
    m_snapshots->import(file);
  }
}

void SnapshotsDialog::retranslate() {
  setWindowTitle(tr("Snapshots"));
  m_table->setAccessibleName(tr("Snapshots"));
  m_differences->setAccessibleName(tr("Differences"));
  m_table->setHorizontalHeaderLabels(
      {tr("Name"), tr("Fewer operations"), tr("Top-1"), tr("Difference to dense"), tr("Images"), tr("Kept")});
  m_differences->setHorizontalHeaderLabels({tr("Layer"), tr("Knob"), QString(), QString()});
  m_keep->setText(tr("&Keep Current"));
  m_restore->setText(tr("&Restore"));
  m_remove->setText(tr("&Delete"));
  m_export->setText(tr("&Export …"));
  m_import->setText(tr("&Import …"));
  m_close->setText(tr("&Close"));
  fill();
}

void SnapshotsDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange)
    retranslate();
  QDialog::changeEvent(event);
}

}  // namespace effortlab::app
