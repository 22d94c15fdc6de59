#include "controllers/snapshots.h"

#include "controllers/set_knobs_command.h"
#include "core/error.h"
#include "effort/knobs_io.h"

#include <QFileInfo>
#include <QLocale>

#include <algorithm>
#include <utility>

namespace effortlab::app {

namespace {

bool sameKnobs(const effort::KnobSettings& one, const effort::KnobSettings& other) {
  return one.layers == other.layers && one.gate == other.gate;
}

auto named(const std::vector<Snapshot>& list, const QString& name) {
  return std::find_if(list.begin(), list.end(), [&name](const Snapshot& snapshot) { return snapshot.name == name; });
}

QString freeName(const std::vector<Snapshot>& list, const QString& wanted) {
  QString name = wanted;
  for (int i = 2; named(list, name) != list.end(); ++i)
    name = QStringLiteral("%1 (%2)").arg(wanted).arg(i);
  return name;
}

}  // namespace

Snapshots::Snapshots(KnobsController* knobs, QString folder, QObject* parent)
    : QObject(parent), m_knobs(knobs), m_folder(std::move(folder)) {
  connect(m_knobs, &KnobsController::settingsChanged, this, &Snapshots::settingsMoved);
  connect(m_knobs, &KnobsController::settled, this, &Snapshots::fillFigures);
  connect(m_knobs, &KnobsController::locksChanged, this, [this] {
    if (!m_opening)
      save();
  });
}

QString Snapshots::file() const {
  if (m_folder.isEmpty() || !m_workspace || m_workspace->model->hash.empty())
    return {};
  return QStringLiteral("%1/%2.json").arg(m_folder, QString::fromStdString(m_workspace->model->hash));
}

void Snapshots::settingsMoved() {
  const std::shared_ptr<const Workspace> before = std::exchange(m_workspace, m_knobs->workspace());
  if (before == m_workspace)
    return;
  if (!before || !m_workspace || before->model != m_workspace->model)
    open();
  show();
}

void Snapshots::open() {
  const ReadNotes read = file().isEmpty() ? ReadNotes{} : readModelNotes(file());
  m_list = read.notes.snapshots;
  m_opening = true;
  m_knobs->restoreLocks(read.notes.locks);
  m_opening = false;
  if (!read.damage.isEmpty())
    Q_EMIT noted(tr("Snapshots of this network could not all be read. The file is kept as %1").arg(read.kept),
                 read.damage);
  Q_EMIT changed();
}

void Snapshots::save() {
  if (file().isEmpty())
    return;
  if (const QString problem = writeModelNotes(file(), {m_list, m_knobs->locks()}); !problem.isEmpty())
    Q_EMIT noted(tr("Snapshots and locks could not be written to %1").arg(file()), problem);
}

void Snapshots::change(std::vector<Snapshot> list, const QString& text) {
  m_knobs->undoStack()->push(new SetValueCommand<std::vector<Snapshot>>(
      m_list, std::move(list), text, [this](const std::vector<Snapshot>& wanted) { apply(wanted); }));
}

void Snapshots::apply(const std::vector<Snapshot>& list) {
  m_list = list;
  save();
  show();
  Q_EMIT changed();
}

std::optional<SnapshotFigures> Snapshots::figuresNow() const {
  const KnobsSummary& summary = m_knobs->summary();
  if (!m_workspace || !summary.estimate || !summary.estimateIsCurrent || summary.opsAreEstimated)
    return std::nullopt;
  const effort::LiveEstimate& estimate = *summary.estimate;
  SnapshotFigures figures;
  figures.data = QString::fromStdString(m_workspace->dataSpec);
  figures.images = estimate.images;
  figures.top1 = estimate.top1;
  figures.interval = estimate.top1Interval;
  figures.denseTop1 = estimate.denseTop1;
  figures.difference = estimate.difference;
  figures.opsRatio = estimate.opsRatio();
  const effort::LayerCounts total = estimate.counts.total();
  if (total.macsDense > 0)
    figures.overhead = static_cast<double>(total.overheadOps) / (2.0 * static_cast<double>(total.macsDense));
  return figures;
}

/// The figures may come after the snapshot was kept, and on more images or others than the last time.
void Snapshots::fillFigures() {
  std::optional<SnapshotFigures> figures;
  if (const KnobsSummary& summary = m_knobs->summary(); summary.estimate && summary.estimate->complete)
    figures = figuresNow();
  bool filled = false;
  for (Snapshot& snapshot : m_list) {
    const bool better = figures && (!snapshot.figures || snapshot.figures->data != figures->data ||
                                    snapshot.figures->images < figures->images);
    if (better && sameKnobs(snapshot.settings, m_knobs->settings())) {
      snapshot.figures = figures;
      filled = true;
    }
  }
  if (!filled)
    return;
  save();
  show();
  Q_EMIT changed();
}

void Snapshots::show() {
  std::vector<widgets::TradeoffPoint> points;
  std::vector<effort::KnobSettings> settings;
  for (const Snapshot& snapshot : m_list) {
    if (!m_workspace || !snapshot.figures || snapshot.figures->data.toStdString() != m_workspace->dataSpec)
      continue;
    widgets::TradeoffPoint point;
    point.opsRatio = snapshot.figures->opsRatio;
    point.top1 = snapshot.figures->top1;
    point.interval = snapshot.figures->interval;
    point.images = snapshot.figures->images;
    point.label = snapshot.name;
    point.overhead = snapshot.figures->overhead;
    points.push_back(std::move(point));
    settings.push_back(snapshot.settings);
  }
  m_knobs->showSnapshots(std::move(points), std::move(settings));
}

QString Snapshots::suggestedName() const {
  const QLocale locale;
  QString name = tr("Snapshot %1").arg(m_list.size() + 1);
  if (const std::optional<SnapshotFigures> figures = figuresNow())
    name = QStringLiteral("%1 ×, %2 %")
               .arg(locale.toString(figures->opsRatio, 'f', 2), locale.toString(100.0 * figures->top1, 'f', 1));
  return freeName(m_list, name);
}

void Snapshots::keep(const QString& name) {
  if (!m_workspace || name.trimmed().isEmpty())
    return;
  std::vector<Snapshot> list = m_list;
  std::erase_if(list, [&name](const Snapshot& snapshot) { return snapshot.name == name.trimmed(); });
  list.push_back({name.trimmed(), QDateTime::currentDateTime(), m_knobs->settings(), figuresNow()});
  change(std::move(list), tr("Keep snapshot %1").arg(name.trimmed()));
}

void Snapshots::restore(int index) {
  const Snapshot& snapshot = m_list.at(static_cast<std::size_t>(index));
  try {
    m_knobs->changeSettings(snapshot.settings, tr("Snapshot %1").arg(snapshot.name));
  } catch (const Error& error) {
    Q_EMIT noted(tr("The snapshot %1 does not fit this network").arg(snapshot.name), QString::fromUtf8(error.what()));
  }
}

void Snapshots::remove(int index) {
  std::vector<Snapshot> list = m_list;
  const QString name = list.at(static_cast<std::size_t>(index)).name;
  list.erase(list.begin() + index);
  change(std::move(list), tr("Delete snapshot %1").arg(name));
}

bool Snapshots::rename(int index, const QString& name) {
  const QString wanted = name.trimmed();
  std::vector<Snapshot> list = m_list;
  Snapshot& snapshot = list.at(static_cast<std::size_t>(index));
  if (wanted == snapshot.name)
    return true;
  if (wanted.isEmpty() || named(m_list, wanted) != m_list.end())
    return false;
  snapshot.name = wanted;
  change(std::move(list), tr("Rename snapshot to %1").arg(wanted));
  return true;
}

bool Snapshots::exportTo(int index, const QString& path) {
  try {
    effort::writeKnobs(path.toStdString(), m_list.at(static_cast<std::size_t>(index)).settings);
  } catch (const Error& error) {
    Q_EMIT noted(tr("%1 could not be written").arg(QFileInfo(path).fileName()), QString::fromUtf8(error.what()));
    return false;
  }
  return true;
}

bool Snapshots::import(const QString& path) {
  if (!m_workspace)
    return false;
  Snapshot snapshot;
  try {
    snapshot.settings = effort::readKnobs(path.toStdString());
  } catch (const Error& error) {
    Q_EMIT noted(tr("%1 could not be read").arg(QFileInfo(path).fileName()), QString::fromUtf8(error.what()));
    return false;
  }
  snapshot.settings.model = m_knobs->settings().model;
  const std::vector<std::string> dropped = effort::dropUnknownKnobs(snapshot.settings, m_workspace->layers);
  if (!dropped.empty()) {
    QStringList lines;
    for (const std::string& line : dropped)
      lines << QString::fromStdString(line);
    Q_EMIT noted(tr("%1 has knobs that this network has not; they were left out").arg(QFileInfo(path).fileName()),
                 lines.join(QLatin1Char('\n')));
  }
  QString name = QFileInfo(path).fileName();
  name.remove(QStringLiteral(".knobs.json"));
  snapshot.name = freeName(m_list, name);
  snapshot.kept = QDateTime::currentDateTime();
  std::vector<Snapshot> list = m_list;
  list.push_back(std::move(snapshot));
  change(std::move(list), tr("Import snapshot %1").arg(name));
  return true;
}

}  // namespace effortlab::app
