#include "fovea/optical_flow.h"

#include "moving_texture.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>

using namespace effortlab;
using namespace effortlab::fovea;

namespace {

std::vector<FlowTask> grid(FlowPoint expected) {
  std::vector<FlowTask> tasks;
  for (float y = 30; y < 130; y += 20)
    for (float x = 30; x < 170; x += 20)
      tasks.push_back({.from = {x, y}, .to = {x + expected.x, y + expected.y}});
  return tasks;
}

GreyFrame greyOf(const data::Image& image) {
  GreyFrame grey;
  grey.assign(image);
  return grey;
}

}  // namespace

class tst_optical_flow : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void findsTranslations_data() {
    QTest::addColumn<float>("x");
    QTest::addColumn<float>("y");
    QTest::addColumn<bool>("told");  // the way is expected
    QTest::newRow("still") << 0.0F << 0.0F << false;
    QTest::newRow("part of a pixel") << 0.4F << -0.7F << false;
    QTest::newRow("some") << 3.4F << -2.2F << false;
    QTest::newRow("far, expected") << 17.3F << 11.6F << true;
  }
  void findsTranslations() {
    QFETCH(float, x);
    QFETCH(float, y);
    QFETCH(bool, told);
    const GreyFrame before = greyOf(tests::texturedImage(200, 160, 0, 0));
    const GreyFrame after = greyOf(tests::texturedImage(200, 160, x, y));
    std::vector<FlowTask> tasks = grid(told ? FlowPoint{x - 0.8F, y + 0.6F} : FlowPoint{});
    followPoints(before, after, tasks);
    int found = 0;
    for (const FlowTask& task : tasks) {
      if (!task.found)
        continue;
      ++found;
      QVERIFY2(std::hypot(task.to.x - task.from.x - x, task.to.y - task.from.y - y) < 0.3F,
               qPrintable(QStringLiteral("%1 %2: %3 %4")
                              .arg(task.from.x)
                              .arg(task.from.y)
                              .arg(task.to.x - task.from.x)
                              .arg(task.to.y - task.from.y)));
    }
    QVERIFY2(found * 10 >= static_cast<int>(tasks.size()) * 8, qPrintable(QString::number(found)));
  }

  void flatPicturesHaveNoFlow() {
    data::Image flat{.width = 200, .height = 160, .channels = 1, .pixels = {}};
    flat.pixels.assign(200 * 160, 90);
    const GreyFrame grey = greyOf(flat);
    std::vector<FlowTask> tasks = grid({});
    followPoints(grey, grey, tasks);
    for (const FlowTask& task : tasks)
      QVERIFY(!task.found);
  }

  void pointsAtTheEdgeAreNotFound() {
    const GreyFrame grey = greyOf(tests::texturedImage(200, 160, 0, 0));
    std::vector<FlowTask> tasks{{.from = {2, 80}, .to = {2, 80}},     {.from = {198, 80}, .to = {198, 80}},
                                {.from = {-50, 80}, .to = {-50, 80}}, {.from = {NAN, 80}, .to = {NAN, 80}},
                                {.from = {100, 80}, .to = {400, 80}}, {.from = {100, 80}, .to = {100, 80}}};
    followPoints(grey, grey, tasks);
    for (std::size_t i = 0; i + 1 < tasks.size(); ++i)
      QVERIFY(!tasks[i].found);
    QVERIFY(tasks.back().found);
  }

  // What is not there any more is not found: the way back ends elsewhere.
  void otherPicturesHaveNoFlow() {
    const GreyFrame before = greyOf(tests::texturedImage(200, 160, 0, 0));
    data::Image noise{.width = 200, .height = 160, .channels = 1, .pixels = {}};
    std::uint32_t state = 1;
    for (int i = 0; i < 200 * 160; ++i) {
      state = state * 1664525U + 1013904223U;
      noise.pixels.push_back(static_cast<std::uint8_t>(state >> 24));
    }
    const GreyFrame after = greyOf(noise);
    std::vector<FlowTask> tasks = grid({});
    followPoints(before, after, tasks);
    const auto found = std::count_if(tasks.begin(), tasks.end(), [](const FlowTask& task) { return task.found; });
    QVERIFY2(found * 4 < static_cast<std::ptrdiff_t>(tasks.size()), qPrintable(QString::number(found)));
  }
};

EFFORTLAB_TEST(tst_optical_flow)
#include "tst_optical_flow.moc"
