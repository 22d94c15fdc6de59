#pragma once

#include "controllers/knob_locks.h"
#include "core/statistics.h"
#include "effort/knobs.h"

#include <QDateTime>
#include <QString>

#include <optional>
#include <vector>

namespace effortlab::app {

/// What was measured of a snapshot, and on which images.
struct SnapshotFigures {
  QString data;  ///< specification
  qint64 images = 0;
  double top1 = 0.0;  ///< fraction
  Interval interval{};
  double denseTop1 = 0.0;
  PairedDifference difference{};  ///< snapshot minus dense, the same images
  double opsRatio = 1.0;
  double overhead = 0.0;  ///< of the dense operations
};

/// A setting kept by name.
struct Snapshot {
  QString name;
  QDateTime kept;
  effort::KnobSettings settings;
  std::optional<SnapshotFigures> figures;  ///< nothing: not measured yet
};

/// What the window keeps of one model between runs.
struct ModelNotes {
  std::vector<Snapshot> snapshots;
  KnobLocks locks;
};

struct ReadNotes {
  ModelNotes notes;
  QString damage;  ///< English; empty: none. What could be read is in `notes`
  QString kept;    ///< where the damaged file is now
};

/// A file that is not there has no notes. A damaged one is copied aside before anything writes over it.
ReadNotes readModelNotes(const QString& file);

/// The whole file or none of it. Returns why not, empty: written.
QString writeModelNotes(const QString& file, const ModelNotes& notes);

}  // namespace effortlab::app
