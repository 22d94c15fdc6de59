#include "shell/shot.h"

#include "shell/fovea_shell.h"
#include "shell/main_window.h"

#include <QCoreApplication>
#include <QPixmap>

#include <chrono>
#include <cstdio>

namespace effortlab::app {

namespace {

constexpr std::chrono::milliseconds interval{50};
/// Charts settle their axes 0.6 s after the last number.
constexpr int quietLooksNeeded = 16;
constexpr qint64 longestWaitMs = 60'000;
constexpr int cannotWrite = 1;
constexpr int cannotOpen = 2;

}  // namespace

Shot::Shot(MainWindow* window, const QString& file) : QObject(window), m_window(window), m_file(file) {
  connect(&window->document(), &Document::failed, this, &Shot::fail);
  connect(&window->fovea(), &FoveaShell::failed, this, [this](const QString& what, const JobFailure& failure) {
    if (!m_window->fovea().controller().opened())
      fail(what, failure);
  });
  connect(&m_timer, &QTimer::timeout, this, &Shot::look);
  m_waited.start();
  m_timer.start(interval);
}

void Shot::fail(const QString& what, const JobFailure& failure) {
  std::fprintf(stderr, "effortlab: %s: %s\n", qPrintable(what), qPrintable(failure.text));
  QCoreApplication::exit(cannotOpen);
}

void Shot::look() {
  const bool quiet = m_window->isSettled();
  m_quietLooks = quiet ? m_quietLooks + 1 : 0;
  if (m_quietLooks >= quietLooksNeeded || m_waited.hasExpired(longestWaitMs))
    take();
}

void Shot::take() {
  m_timer.stop();
  const bool saved = m_window->grab().save(m_file, "PNG");
  if (!saved)
    std::fprintf(stderr, "effortlab: %s: cannot be written; choose another place\n", qPrintable(m_file));
  QCoreApplication::exit(saved ? 0 : cannotWrite);
}

}  // namespace effortlab::app
