#pragma once

#include "charts/savings_chart.h"
#include "charts/tradeoff_chart.h"
#include "controllers/knobs_controller.h"
#include "panels/knob_panel.h"
#include "tiny_workspace.h"

#include <QTest>

namespace effortlab::tests {

/// The widgets of a page and a controller on a fake session.
struct KnobsBench {
  widgets::KnobPanel panel;
  widgets::LayerTableModel layers;
  widgets::TradeoffModel tradeoff;
  widgets::TradeoffChart chart{&tradeoff};
  widgets::SavingsChart savings;
  std::shared_ptr<FakeScript> script = std::make_shared<FakeScript>();
  std::unique_ptr<app::KnobsController> controller;

  explicit KnobsBench(bool real = false) {
    app::KnobsController::Options options;
    options.threads = 4;
    if (!real)
      options.makeSession = fakeSessions(script);
    controller = std::make_unique<app::KnobsController>(app::KnobsWidgets{&panel, &layers, &tradeoff, &chart, &savings},
                                                        options);
  }
  void openAndSettle(std::int64_t images = 300) {
    controller->setWorkspace(tinyWorkspace(images));
    QTRY_VERIFY_WITH_TIMEOUT(controller->isIdle() && controller->summary().estimate, 20000);
  }
  void settle() { QTRY_VERIFY_WITH_TIMEOUT(controller->isIdle(), 20000); }
};

}  // namespace effortlab::tests
