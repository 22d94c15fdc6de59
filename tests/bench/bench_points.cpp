// How fast the trade-off chart answers with ten thousand points: hovering, zooming, moving it, new probes every tick.
//
//   bench_points [POINTS]
#include "charts/tradeoff_chart.h"
#include "models/tradeoff_model.h"
#include "style/application_theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QMouseEvent>
#include <QRandomGenerator>
#include <QTimer>
#include <QWheelEvent>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <vector>

using namespace effortlab::widgets;

namespace {

constexpr int defaultPoints = 10'000;
constexpr int events = 150;
constexpr int eventEveryMs = 16;
constexpr int tickEveryMs = 50;

double percentile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0.0 : values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
}

/// Half visited settings, half probes of all kinds, along a falling front.
std::vector<TradeoffPoint> cloud(int count, int firstId, bool probes) {
  QRandomGenerator random(7);
  std::vector<TradeoffPoint> points;
  for (int i = 0; i < count; ++i) {
    const double ratio = 1.0 + 3.0 * random.generateDouble();
    const double top1 = 0.92 - 0.02 * (ratio - 1.0) * random.generateDouble() - 0.03 * random.generateDouble();
    TradeoffPoint point{.id = firstId + i, .opsRatio = ratio, .top1 = top1, .images = 2000};
    point.interval = {top1 - 0.01, top1 + 0.01};
    if (probes)
      point.kind = static_cast<PointKind>(static_cast<int>(PointKind::Accepted) + i % 4);
    points.push_back(point);
  }
  return points;
}

/// The event loop's turns while `act` is called every 16 ms.
void measure(const char* what, const std::function<void(int)>& act) {
  std::vector<double> gaps;
  QElapsedTimer last;
  QTimer meter;
  QObject::connect(&meter, &QTimer::timeout, &meter, [&] {
    gaps.push_back(static_cast<double>(last.nsecsElapsed()) / 1e6);
    last.restart();
  });
  last.start();
  meter.start(1);
  for (int i = 0; i < events; ++i) {
    act(i);
    QElapsedTimer pause;
    pause.start();
    while (!pause.hasExpired(eventEveryMs))
      QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 2);
  }
  std::printf("  %-34s median %5.1f  p99 %5.1f  largest %5.1f ms\n", what, percentile(gaps, 0.5),
              percentile(gaps, 0.99), percentile(gaps, 1.0));
}

}  // namespace

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  applyApplicationTheme(application, Theme::Light);
  const int count = argc > 1 ? std::max(2, std::atoi(argv[1])) : defaultPoints;
  TradeoffModel model;
  model.setBaseline(0.92, {0.91, 0.93}, 2000);
  TradeoffChart chart(&model);
  chart.resize(820, 560);
  chart.show();
  model.setPoints(cloud(count / 2, 0, false));
  model.setProbes(cloud(count / 2, 1'000'000, true));
  measure("settling", [](int) {});
  std::printf("%d points\n", model.rowCount());
  QWidget* view = chart.viewport();
  const auto mouse = [&](QEvent::Type type, QPointF at, Qt::MouseButtons held) {
    QMouseEvent event(type, at, view->mapToGlobal(at), type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton, held,
                      Qt::NoModifier);
    QCoreApplication::sendEvent(view, &event);
  };
  const QPointF middle(view->width() / 2.0, view->height() / 2.0);
  measure("hovering", [&](int i) {
    mouse(QEvent::MouseMove, {100.0 + 3.0 * i, middle.y() + 40.0 * ((i % 7) - 3)}, Qt::NoButton);
  });
  measure("zooming", [&](int i) {
    QWheelEvent event(middle, view->mapToGlobal(middle), {}, QPoint(0, i % 30 < 15 ? 60 : -60), Qt::NoButton,
                      Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(view, &event);
  });
  mouse(QEvent::MouseButtonPress, middle, Qt::LeftButton);
  measure("moving the chart",
          [&](int i) { mouse(QEvent::MouseMove, middle + QPointF(i % 50 - 25, i % 40 - 20), Qt::LeftButton); });
  mouse(QEvent::MouseButtonRelease, middle, Qt::NoButton);
  chart.showAll();
  std::vector<TradeoffPoint> probes = cloud(count / 2, 1'000'000, true);
  measure("probes coming, each tick", [&](int i) {
    if (i % (tickEveryMs / eventEveryMs) == 0)
      model.setProbes({probes.begin(), probes.end() - events + i});
  });
  return 0;
}
