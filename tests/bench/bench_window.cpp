// How fast the window answers, measured on the real thing: a slider is dragged with the mouse, the models are watched.
//
//   bench_window [MODEL.model.json DATA_SPEC]     the built-in network, and then the given one
#include "charts/histogram_slider.h"
#include "charts/savings_chart.h"
#include "charts/threshold_pad.h"
#include "controllers/document.h"
#include "panels/gate_group.h"
#include "panels/knob_group.h"
#include "panels/knob_panel.h"
#include "shell/header_bar.h"
#include "shell/knobs_page.h"
#include "shell/main_window.h"
#include "shell/study_tabs.h"
#include "shell/translations.h"

#include <QAbstractItemModel>
#include <QApplication>
#include <QCheckBox>
#include <QElapsedTimer>
#include <QMouseEvent>
#include <QSettings>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <utility>
#include <vector>

using namespace effortlab;

namespace {

constexpr int repetitions = 15;
constexpr int dragMoves = 120;
constexpr int moveEveryMs = 8;
constexpr int longestWaitMs = 120'000;

double percentile(std::vector<double> values, double share) {
  if (values.empty())
    return 0.0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
}

/// Milliseconds until `done`, or the longest wait.
double waitFor(const std::function<bool()>& done) {
  QElapsedTimer timer;
  timer.start();
  while (!done() && !timer.hasExpired(longestWaitMs))
    QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 5);
  return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

void mouse(QWidget* widget, QEvent::Type type, QPoint at) {
  const bool held = type != QEvent::MouseButtonRelease;
  QMouseEvent event(type, QPointF(at), widget->mapToGlobal(QPointF(at)),
                    type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton, held ? Qt::LeftButton : Qt::NoButton,
                    Qt::NoModifier);
  QCoreApplication::sendEvent(widget, &event);
}

/// Lengths of the event loop's turns, seen by a timer that wants to fire all the time.
class GapMeter {
public:
  GapMeter() {
    m_last.start();
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] {
      m_gaps.push_back(static_cast<double>(m_last.nsecsElapsed()) / 1e6);
      m_last.restart();
    });
    m_timer.start(1);
  }
  const std::vector<double>& gaps() const { return m_gaps; }

private:
  QTimer m_timer;
  QElapsedTimer m_last;
  std::vector<double> m_gaps;
};

struct Row {
  const char* what;
  double value;
};

class Bench {
public:
  explicit Bench(app::MainWindow& window) : m_window(window) {}

  bool idle() const {
    return !m_window.document().isLoading() && m_window.knobs().workspace() && m_window.knobs().isIdle();
  }

  /// The present setting has at least its first figures.
  bool answered() const {
    return !m_window.document().isLoading() && m_window.knobs().workspace() &&
           m_window.knobs().summary().estimateIsCurrent;
  }

  void run(const char* title, const app::WindowOptions& options) {
    std::vector<Row> rows;
    m_window.start(options);
    rows.push_back({"start to first accuracy on screen", waitFor([this] {
                      return !m_window.document().isLoading() && m_window.knobs().summary().estimate.has_value();
                    })});
    waitFor([this] { return answered() && !m_window.knobs().isMeasuring(); });
    std::printf("\n%s\n", title);
    const auto measure = [&](const char* what, widgets::KnobGroup* group) {
      widgets::HistogramSlider* slider = prepareSlider(group);
      measureSteps(slider, rows);
      measureDrag(slider, rows);
      std::printf(" %s\n", what);
      for (const Row& row : std::exchange(rows, {}))
        std::printf("  %-46s %9.1f ms\n", row.what, row.value);
    };
    widgets::KnobPanel* panel = m_window.page().widgets().panel;
    measure("SPET of the first layer", panel->findChild<widgets::SpetGroup*>());
    m_window.knobs().resetAll();
    waitFor([this] { return idle(); });
    measurePad(panel->findChild<widgets::SdssGroup*>(), rows);
    std::printf(" SDSS of the first layer, its pad\n");
    for (const Row& row : std::exchange(rows, {}))
      std::printf("  %-46s %9.1f ms\n", row.what, row.value);
    m_window.knobs().resetAll();
    waitFor([this] { return idle(); });
    auto* gate = panel->findChild<widgets::GateGroup*>();
    measureLabels(prepareSlider(gate), *gate, rows);
    measure("Gate", gate);
    std::printf("  final figures: %s\n", qPrintable(m_window.header().evidenceText()));
    m_window.knobs().resetAll();
  }

  /// The first layer's SPET with each study open in turn; a study begins whenever the hand rests.
  void runTabs() {
    auto* group = m_window.page().widgets().panel->findChild<widgets::SpetGroup*>();
    std::printf(" SPET of the first layer, a study open: largest ms to bars, to accuracy; event loop's p99, largest\n");
    for (std::size_t i = 0; i < effort::studyKinds; ++i) {
      const auto kind = static_cast<effort::StudyKind>(i);
      m_window.page().studies()->show(kind);
      std::vector<Row> rows;
      widgets::HistogramSlider* slider = prepareSlider(group);
      measureSteps(slider, rows);
      measureDrag(slider, rows);
      const std::string_view name = effort::studyName(kind);
      std::printf("  %-20.*s %8.1f %8.1f %8.1f %8.1f\n", static_cast<int>(name.size()), name.data(), rows[1].value,
                  rows[3].value, rows[5].value, rows[6].value);
    }
  }

private:
  widgets::HistogramSlider* prepareSlider(widgets::KnobGroup* group) {
    if (!group->isOn())
      group->switchBox()->click();
    waitFor([this] { return answered() && !m_window.knobs().isMeasuring(); });
    return group->findChild<widgets::HistogramSlider*>();
  }

  /// The corner along the diagonal: until the bars change, until the first accuracy, and the event loop's turns.
  void measurePad(widgets::KnobGroup* group, std::vector<Row>& rows) {
    group->switchBox()->click();
    auto* pad = group->findChild<widgets::ThresholdPad*>();
    waitFor([this, pad] { return answered() && !m_window.knobs().isMeasuring() && pad->hasDensity(); });
    const auto at = [pad](double share) {
      return pad->positionOf({pad->xAxis().value(share), pad->yAxis().value(share)}).toPoint();
    };
    std::vector<double> bars;
    std::vector<double> accuracy;
    std::vector<double> gaps;
    for (int i = 0; i < repetitions; ++i) {
      waitFor([this] { return answered(); });
      const auto before = m_window.page().widgets().savings->counts();
      const double share = 0.1 + 0.8 * i / repetitions + 0.003;
      mouse(pad, QEvent::MouseButtonPress, pad->positionOf(pad->values()).toPoint());
      mouse(pad, QEvent::MouseMove, at(share));
      const effort::KnobSettings wanted = m_window.knobs().settings();
      bars.push_back(waitFor([&] { return m_window.page().widgets().savings->counts() != before; }));
      accuracy.push_back(bars.back() + waitFor([&] {
                           return m_window.knobs().summary().estimateIsCurrent && m_window.knobs().settings() == wanted;
                         }));
      mouse(pad, QEvent::MouseButtonRelease, at(share));
    }
    mouse(pad, QEvent::MouseButtonPress, pad->positionOf(pad->values()).toPoint());
    {
      GapMeter meter;
      for (int i = 1; i <= dragMoves; ++i) {
        mouse(pad, QEvent::MouseMove, at(0.2 + 0.6 * i / dragMoves));
        QElapsedTimer pause;
        pause.start();
        while (!pause.hasExpired(moveEveryMs))
          QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 2);
      }
      gaps = meter.gaps();
    }
    mouse(pad, QEvent::MouseButtonRelease, pad->positionOf(pad->values()).toPoint());
    waitFor([this] { return idle(); });
    rows.push_back({"corner to new savings bars, median", percentile(bars, 0.5)});
    rows.push_back({"corner to new savings bars, largest", percentile(bars, 1.0)});
    rows.push_back({"corner to first accuracy estimate, median", percentile(accuracy, 0.5)});
    rows.push_back({"corner to first accuracy estimate, largest", percentile(accuracy, 1.0)});
    rows.push_back({"event-loop gap while dragging, p99", percentile(gaps, 0.99)});
    rows.push_back({"event-loop gap while dragging, largest", percentile(gaps, 1.0)});
  }

  /// The figures below the gate's slider change in the turn of the event.
  void measureLabels(widgets::HistogramSlider* slider, const widgets::GateGroup& gate, std::vector<Row>& rows) {
    waitFor([this] { return idle(); });
    std::vector<double> labels;
    const int y = slider->handleRect().center().y();
    mouse(slider, QEvent::MouseButtonPress, slider->handleRect().center());
    for (int i = 0; i < repetitions; ++i) {
      const auto before = gate.figures();
      QElapsedTimer timer;
      timer.start();
      mouse(slider, QEvent::MouseMove, QPoint(slider->width() / 4 + 5 * i, y));
      if (gate.figures() != before)
        labels.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    mouse(slider, QEvent::MouseButtonRelease, slider->handleRect().center());
    waitFor([this] { return idle(); });
    rows.push_back({"slider to new labels, median", percentile(labels, 0.5)});
    rows.push_back({"slider to new labels, largest", percentile(labels, 1.0)});
  }

  /// A jump of the handle: until the bars change, until the first accuracy of the new setting.
  void measureSteps(widgets::HistogramSlider* slider, std::vector<Row>& rows) {
    std::vector<double> bars;
    std::vector<double> accuracy;
    for (int i = 0; i < repetitions; ++i) {
      waitFor([this] { return answered(); });
      const auto before = m_window.page().widgets().savings->counts();
      const double share = 0.2 + 0.6 * i / repetitions + 0.003;
      const double target = slider->minimum() + share * (slider->maximum() - slider->minimum());
      const QPoint from = slider->handleRect().center();
      mouse(slider, QEvent::MouseButtonPress, from);
      mouse(slider, QEvent::MouseMove, QPoint(static_cast<int>(slider->positionOf(target)), from.y()));
      const effort::KnobSettings wanted = m_window.knobs().settings();
      bars.push_back(waitFor([&] { return m_window.page().widgets().savings->counts() != before; }));
      accuracy.push_back(bars.back() + waitFor([&] {
                           return m_window.knobs().summary().estimateIsCurrent && m_window.knobs().settings() == wanted;
                         }));
      mouse(slider, QEvent::MouseButtonRelease, QPoint(static_cast<int>(slider->positionOf(target)), from.y()));
    }
    rows.push_back({"slider to new savings bars, median", percentile(bars, 0.5)});
    rows.push_back({"slider to new savings bars, largest", percentile(bars, 1.0)});
    rows.push_back({"slider to first accuracy estimate, median", percentile(accuracy, 0.5)});
    rows.push_back({"slider to first accuracy estimate, largest", percentile(accuracy, 1.0)});
  }

  void measureDrag(widgets::HistogramSlider* slider, std::vector<Row>& rows) {
    waitFor([this] { return answered(); });
    const QPoint from = slider->handleRect().center();
    const int span = slider->width() / 2;
    mouse(slider, QEvent::MouseButtonPress, from);
    std::vector<double> gaps;
    {
      GapMeter meter;
      for (int i = 1; i <= dragMoves; ++i) {
        const int to = slider->width() / 4 + span * i / dragMoves;
        mouse(slider, QEvent::MouseMove, QPoint(to, from.y()));
        QElapsedTimer pause;
        pause.start();
        while (!pause.hasExpired(moveEveryMs))
          QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 2);
      }
      gaps = meter.gaps();
    }
    mouse(slider, QEvent::MouseButtonRelease, slider->handleRect().center());
    QElapsedTimer settle;
    settle.start();
    waitFor([this] { return idle(); });
    rows.push_back({"event-loop gap while dragging, median", percentile(gaps, 0.5)});
    rows.push_back({"event-loop gap while dragging, p99", percentile(gaps, 0.99)});
    rows.push_back({"event-loop gap while dragging, largest", percentile(gaps, 1.0)});
    rows.push_back({"release to final figures", static_cast<double>(settle.nsecsElapsed()) / 1e6});
  }

  app::MainWindow& m_window;
};

}  // namespace

int main(int argc, char** argv) {
  QElapsedTimer sinceStart;
  sinceStart.start();
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  QApplication application(argc, argv);
  if (argc != 1 && argc != 3) {
    std::fprintf(stderr, "usage: bench_window [MODEL DATA_SPEC]\n");
    return 2;
  }
  const QTemporaryDir folder;
  QSettings settings(folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
  app::Translations translations;
  translations.use(QStringLiteral("en"));
  widgets::applyApplicationTheme(application, widgets::Theme::Light);
  app::MainWindow window({.settings = settings, .translations = translations});
  QObject::connect(&window.document(), &app::Document::failed, [](const QString& what, const app::JobFailure& failure) {
    std::fprintf(stderr, "%s: %s\n", qPrintable(what), qPrintable(failure.text));
    std::exit(1);
  });
  window.resize(1440, 900);
  window.show();
  std::printf("program start to window shown: %lld ms\n", static_cast<long long>(sinceStart.elapsed()));
  Bench bench(window);
  bench.run("built-in network, built-in images", {});
  bench.runTabs();
  if (argc == 3) {
    window.knobs().resetAll();
    app::WindowOptions options;
    options.model = QString::fromLocal8Bit(argv[1]);
    options.data = QString::fromLocal8Bit(argv[2]);
    window.document().saveKnobs(folder.filePath(QStringLiteral("k.knobs.json")).toStdString());
    bench.run(argv[1], options);
    bench.runTabs();
  }
  return 0;
}
