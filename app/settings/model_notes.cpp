#include "settings/model_notes.h"

#include "core/error.h"
#include "core/file_io.h"
#include "effort/knobs_io.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace effortlab::app {

namespace {

constexpr std::int64_t largestNotes = std::int64_t{16} << 20;  // bytes
const QString schema = QStringLiteral("effortlab-notes/1");

QString nameOf(effort::KnobKind knob) {
  const std::string_view name = effort::knobKindName(knob);
  return QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size()));
}

QJsonObject toJson(const SnapshotFigures& figures) {
  return {{QStringLiteral("data"), figures.data},
          {QStringLiteral("images"), figures.images},
          {QStringLiteral("top1"), figures.top1},
          {QStringLiteral("top1_lo"), figures.interval.lo},
          {QStringLiteral("top1_hi"), figures.interval.hi},
          {QStringLiteral("dense_top1"), figures.denseTop1},
          {QStringLiteral("difference"), figures.difference.value},
          {QStringLiteral("difference_lo"), figures.difference.interval.lo},
          {QStringLiteral("difference_hi"), figures.difference.interval.hi},
          {QStringLiteral("ops_ratio"), figures.opsRatio},
          {QStringLiteral("overhead"), figures.overhead}};
}

SnapshotFigures figuresFrom(const QJsonObject& json) {
  const auto number = [&json](const char* key) { return json[QLatin1String(key)].toDouble(); };
  SnapshotFigures figures;
  figures.data = json[QLatin1String("data")].toString();
  figures.images = json[QLatin1String("images")].toInteger();
  figures.top1 = number("top1");
  figures.interval = {number("top1_lo"), number("top1_hi")};
  figures.denseTop1 = number("dense_top1");
  figures.difference = {number("difference"), {number("difference_lo"), number("difference_hi")}};
  figures.opsRatio = json[QLatin1String("ops_ratio")].toDouble(1.0);
  figures.overhead = number("overhead");
  return figures;
}

QJsonObject toJson(const Snapshot& snapshot) {
  const QByteArray knobs = QByteArray::fromStdString(effort::knobsToJson(snapshot.settings));
  QJsonObject json{{QStringLiteral("name"), snapshot.name},
                   {QStringLiteral("kept"), snapshot.kept.toString(Qt::ISODate)},
                   {QStringLiteral("knobs"), QJsonDocument::fromJson(knobs).object()}};
  if (snapshot.figures)
    json[QLatin1String("figures")] = toJson(*snapshot.figures);
  return json;
}

/// Errors: Error of knobsFromJson().
Snapshot snapshotFrom(const QJsonObject& json, const QString& file) {
  Snapshot snapshot;
  snapshot.name = json[QLatin1String("name")].toString();
  snapshot.kept = QDateTime::fromString(json[QLatin1String("kept")].toString(), Qt::ISODate);
  const QByteArray knobs = QJsonDocument(json[QLatin1String("knobs")].toObject()).toJson();
  snapshot.settings = effort::knobsFromJson(knobs.toStdString(), file.toStdString());
  if (json.contains(QLatin1String("figures")))
    snapshot.figures = figuresFrom(json[QLatin1String("figures")].toObject());
  return snapshot;
}

void readLocks(const QJsonObject& json, KnobLocks& locks) {
  for (auto layer = json.begin(); layer != json.end(); ++layer)
    for (const QJsonValue& value : layer.value().toArray())
      for (const effort::KnobKind knob : effort::knobKinds)
        if (value.toString() == nameOf(knob))
          locks.insert({layer.key().toStdString(), knob});
}

QJsonObject toJson(const KnobLocks& locks) {
  QJsonObject json;
  for (const effort::KnobPlace& place : locks) {
    const QString layer = QString::fromStdString(place.layer);
    QJsonArray names = json[layer].toArray();
    names.append(nameOf(place.knob));
    json[layer] = names;
  }
  return json;
}

/// "x.json.damaged", "x.json.damaged-2" ...
QString keepAside(const QString& file) {
  QString place = file + QStringLiteral(".damaged");
  for (int i = 2; QFile::exists(place); ++i)
    place = file + QStringLiteral(".damaged-%1").arg(i);
  return QFile::copy(file, place) ? place : file;
}

}  // namespace

ReadNotes readModelNotes(const QString& file) {
  ReadNotes read;
  if (!QFile::exists(file))
    return read;
  QJsonParseError error{};
  QJsonDocument document;
  try {
    const std::string text = readTextFile(file.toStdString(), largestNotes);
    document = QJsonDocument::fromJson(QByteArray::fromStdString(text), &error);
  } catch (const Error& problem) {
    read.damage = QString::fromUtf8(problem.what());
  }
  if (read.damage.isEmpty() && error.error != QJsonParseError::NoError)
    read.damage = QStringLiteral("byte %1: %2").arg(error.offset).arg(error.errorString());
  else if (read.damage.isEmpty() && document[QLatin1String("schema")].toString() != schema)
    read.damage = QStringLiteral("schema: must be \"%1\"").arg(schema);
  if (read.damage.isEmpty()) {
    readLocks(document[QLatin1String("locks")].toObject(), read.notes.locks);
    for (const QJsonValue& value : document[QLatin1String("snapshots")].toArray()) {
      try {
        read.notes.snapshots.push_back(snapshotFrom(value.toObject(), file));
      } catch (const Error& problem) {
        read.damage = QString::fromUtf8(problem.what());
      }
    }
  }
  if (!read.damage.isEmpty())
    read.kept = keepAside(file);
  return read;
}

QString writeModelNotes(const QString& file, const ModelNotes& notes) {
  QJsonArray snapshots;
  for (const Snapshot& snapshot : notes.snapshots)
    snapshots.append(toJson(snapshot));
  const QJsonObject json{{QStringLiteral("schema"), schema},
                         {QStringLiteral("locks"), toJson(notes.locks)},
                         {QStringLiteral("snapshots"), snapshots}};
  QDir().mkpath(QFileInfo(file).absolutePath());
  try {
    writeFileAtomically(file.toStdString(), QJsonDocument(json).toJson().toStdString());
  } catch (const Error& problem) {
    return QString::fromUtf8(problem.what());
  }
  return {};
}

}  // namespace effortlab::app
