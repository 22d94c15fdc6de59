#pragma once

#include "controllers/knobs_controller.h"
#include "settings/model_notes.h"

#include <QObject>

namespace effortlab::app {

/// Settings of the open network kept by name, and its locks: both are there again the next time it is opened. Every
/// change is one undo step.
class Snapshots : public QObject {
  Q_OBJECT

public:
  /// `folder`: where the notes of each model lie; empty: nothing outlives the window.
  Snapshots(KnobsController* knobs, QString folder, QObject* parent = nullptr);

  const std::vector<Snapshot>& list() const noexcept { return m_list; }
  KnobsController& knobs() const noexcept { return *m_knobs; }
  /// Unlike every name there is: "2.31 ×, 90.4 %".
  QString suggestedName() const;
  /// The setting on screen, with its figures once they are there. A name that exists is replaced.
  void keep(const QString& name);
  void restore(int index);
  void remove(int index);
  /// False: empty, or another snapshot's.
  bool rename(int index, const QString& name);
  /// As a `*.knobs.json` file. False: told by noted().
  bool exportTo(int index, const QString& file);
  /// A `*.knobs.json` file becomes a snapshot; knobs that the network does not have are left out and told.
  bool import(const QString& file);

Q_SIGNALS:
  void changed();
  void noted(const QString& text, const QString& details);

private:
  void settingsMoved();
  void open();
  void change(std::vector<Snapshot> list, const QString& text);
  void apply(const std::vector<Snapshot>& list);
  void fillFigures();
  std::optional<SnapshotFigures> figuresNow() const;
  void show();
  void save();
  QString file() const;

  KnobsController* m_knobs;
  QString m_folder;
  std::shared_ptr<const Workspace> m_workspace;
  std::vector<Snapshot> m_list;
  bool m_opening = false;
};

}  // namespace effortlab::app
