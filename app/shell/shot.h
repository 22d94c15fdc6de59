#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace effortlab::app {

struct JobFailure;
class MainWindow;

/// Draws the window into a PNG file once nothing is being computed any more, and ends the program: 0, or 2 when what
/// was to be opened could not be, or 1 when the file could not be written.
class Shot : public QObject {
  Q_OBJECT

public:
  Shot(MainWindow* window, const QString& file);

private:
  void fail(const QString& what, const JobFailure& failure);
  void look();
  void take();

  MainWindow* m_window;
  QString m_file;
  int m_quietLooks = 0;
  QElapsedTimer m_waited;
  QTimer m_timer;
};

}  // namespace effortlab::app
