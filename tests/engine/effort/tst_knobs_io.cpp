#include "core/error.h"
#include "effort/knobs_io.h"
#include "effort/tap_order.h"
#include "effort_cases.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QTest>

using namespace effortlab;
using namespace effortlab::effort;

class tst_knobs_io : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void roundTrip() {
    KnobSettings settings;
    settings.model = "a \"quoted\" model";
    settings.set("conv1", {SpetKnob{-0.25, std::nullopt, SpetOrder::Magnitude, 0.375}, SdssKnob{1.5, 0.1, 3, true},
                           SfmaKnob{0.8, 0.02}});
    SpetKnob listed{0.5, std::nullopt, SpetOrder::Listed, 0.4};
    listed.sets = {0x00, 0xA5, 0x1F};
    settings.set("conv2", {listed, {}, {}});
    settings.set("fc", {SpetKnob{std::nullopt, 2.0, SpetOrder::Odd, 0.5}, {}, {}});
    settings.set("off", {});
    QCOMPARE(settings.layers.size(), std::size_t{3});
    const tests::TemporaryFolder folder;
    writeKnobs(folder.path() / "a.knobs.json", settings);
    QVERIFY(readKnobs(folder.path() / "a.knobs.json") == settings);
  }

  void interfaceExampleIsRead() {
    const KnobSettings settings = knobsFromJson(
        "{\"schema\": \"effortlab-knobs/1\", \"model\": \"SqueezeNet v1.0\", \"layers\": {\"conv1\": {"
        "\"spet\": {\"low\": 0.0, \"order\": \"odd\", \"interval\": 0.5}, \"sdss\": {\"max\": 1.2, \"delta\": 0.4, "
        "\"sp\": 2}, \"sfma\": {\"weight\": 0.8, \"variance\": 0.02}}}}",
        "example");
    const LayerKnobs knobs = settings.of("conv1");
    QCOMPARE(knobs.spet->low.value(), 0.0);
    QCOMPARE(knobs.sdss->max, 1.2);
    QCOMPARE(knobs.sfma->variance, 0.02);
  }

  void gatesComeBack() {
    KnobSettings settings;
    QVERIFY(settings.off());
    settings.gate = GateKnob{.margin = 0.35, .weight = 0.5};
    QVERIFY(!settings.off());
    QCOMPARE(knobsFromJson(knobsToJson(settings), "gate").gate, settings.gate);
    QCOMPARE(knobsFromJson("{\"schema\":\"effortlab-knobs/1\",\"gate\":{\"margin\":0.35}}", "g").gate->weight, 0.25);
  }

  void leavesOutWhatDoesNotFit() {
    const auto graph = tests::smallClassifier(1);
    const auto layers = findEffortLayers(*graph);
    KnobSettings settings;
    settings.model = "another";
    const SpetKnob low{0.0, std::nullopt, SpetOrder::Odd, 0.5};
    settings.set("conv1", {low, {}, {}});
    settings.set("conv9", {low, {}, {}});
    settings.set("classifier", {low, {}, {}});
    const std::vector<std::string> dropped = dropUnknownKnobs(settings, layers);
    QCOMPARE(dropped.size(), std::size_t{2});
    QCOMPARE(settings.layers.size(), std::size_t{1});
    checkKnobs(settings, layers);
  }

  void refusesBadFiles_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("place");
    const auto row = [](const char* name, const QByteArray& layer, const QByteArray& place) {
      QTest::newRow(name) << "{\"schema\":\"effortlab-knobs/1\",\"layers\":{\"c\":" + layer + "}}" << place;
    };
    QTest::newRow("empty") << QByteArray() << QByteArray("byte 1");
    QTest::newRow("cut") << QByteArray("{\"schema\":") << QByteArray("JSON");
    QTest::newRow("list") << QByteArray("[]") << QByteArray("top level");
    QTest::newRow("schema") << QByteArray("{\"schema\":\"effortlab-model/1\"}") << QByteArray("schema");
    const auto gate = [](const char* name, const QByteArray& object, const QByteArray& place) {
      QTest::newRow(name) << "{\"schema\":\"effortlab-knobs/1\",\"gate\":" + object + "}" << place;
    };
    gate("gate", "7", "gate");
    gate("no margin", "{}", "gate.margin");
    gate("negative margin", "{\"margin\":-0.5}", "gate.margin");
    gate("NaN margin", "{\"margin\":\"NaN\"}", "gate.margin");
    gate("weightless", "{\"margin\":1,\"weight\":0}", "gate.weight");
    QTest::newRow("layers") << QByteArray("{\"schema\":\"effortlab-knobs/1\",\"layers\":[1]}") << QByteArray("layers");
    QTest::newRow("nesting") << QByteArray(200000, '[') << QByteArray("JSON");
    row("layer", "7", "layers.c");
    row("text", "{\"spet\":{\"low\":\"0\"}}", "layers.c.spet.low");
    row("order", "{\"spet\":{\"order\":\"even\"}}", "layers.c.spet.order");
    row("offsets", "{\"spet\":{\"offsets\":[1,\"a\"]}}", "layers.c.spet.offsets");
    row("offsets as a number", "{\"spet\":{\"offsets\":1}}", "layers.c.spet.offsets");
    row("sets, odd", "{\"spet\":{\"order\":\"listed\",\"sets\":\"0f1\"}}", "layers.c.spet.sets");
    row("sets, letters", "{\"spet\":{\"order\":\"listed\",\"sets\":\"0g\"}}", "layers.c.spet.sets");
    row("sets, a list", "{\"spet\":{\"order\":\"listed\",\"sets\":[1]}}", "layers.c.spet.sets");
    row("intervals", "{\"spet\":{\"order\":\"magnitude\",\"intervals\":[0.5,0]}}", "layers.c.spet.intervals");
    row("interval", "{\"spet\":{\"interval\":0}}", "layers.c.spet.interval");
    row("huge", "{\"spet\":{\"low\":1e999}}", "JSON");
    row("missing", "{\"sdss\":{\"max\":1}}", "layers.c.sdss.delta");
    row("period", "{\"sdss\":{\"max\":1,\"delta\":1,\"sp\":1.5}}", "layers.c.sdss.sp");
    row("negative period", "{\"sdss\":{\"max\":1,\"delta\":1,\"sp\":-2}}", "layers.c.sdss.sp");
    row("flag", "{\"sdss\":{\"max\":1,\"delta\":1,\"spet_everywhere\":1}}", "layers.c.sdss.spet_everywhere");
    row("sfma", "{\"sfma\":{\"weight\":null,\"variance\":1}}", "layers.c.sfma.weight");
  }
  void refusesBadFiles() {
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, place);
    try {
      knobsFromJson(text.toStdString(), "settings.knobs.json");
      QFAIL("accepted");
    } catch (const Error& error) {
      const QByteArray what = error.what();
      QVERIFY2(what.startsWith("settings.knobs.json: "), what.constData());
      QVERIFY2(what.contains(place), what.constData());
      QVERIFY(!what.contains('\n'));
    }
  }

  void checksAgainstTheNetwork() {
    const auto graph = tests::smallClassifier(1);
    const auto layers = findEffortLayers(*graph);
    const auto refused = [&](const std::string& layer, const LayerKnobs& knobs) {
      KnobSettings settings;
      settings.set(layer, knobs);
      try {
        checkKnobs(settings, layers);
      } catch (const Error& error) {
        return error.code() == ErrorCode::Mismatch && std::string(error.what()).find(layer) != std::string::npos;
      }
      return false;
    };
    const SpetKnob low{0.0, std::nullopt, SpetOrder::Odd, 0.5};
    QVERIFY(!refused("conv1", {low, SdssKnob{1, 1, 2, false}, SfmaKnob{1, 1}}));
    QVERIFY(refused("conv9", {low, {}, {}}));
    QVERIFY(refused("classifier", {low, {}, {}}));  // nothing saturates behind it
    QVERIFY(refused("classifier", {{}, SdssKnob{1, 1, 2, false}, {}}));
    QVERIFY(refused("classifier", {{}, {}, SfmaKnob{1, 1}}));
    QVERIFY(refused("conv1", {SpetKnob{0.0, 1.0, SpetOrder::Odd, 0.5}, {}, {}}));  // one-sided
    QVERIFY(refused("conv1", {SpetKnob{{}, {}, SpetOrder::Exact, 0.5}, {}, {}}));  // raw image
    QVERIFY(!refused("conv2a", {SpetKnob{{}, {}, SpetOrder::Exact, 0.5}, {}, {}}));
    QVERIFY(refused("conv1", {{}, SdssKnob{1, 1, 1, false}, {}}));
    SpetKnob listed{0.0, std::nullopt, SpetOrder::Listed, 0.5};
    QVERIFY(refused("conv1", {listed, {}, {}}));  // no list
    const TapSets sets{layers.front().taps};
    listed.sets.assign(static_cast<std::size_t>(layers.front().outputs * sets.rowBytes()), 0);
    for (std::int64_t output = 0; output + 1 < layers.front().outputs; ++output)
      sets.add(listed.sets, output, output);
    QVERIFY(refused(layers.front().name, {listed, {}, {}}));  // the last output predicts from nothing
    sets.add(listed.sets, layers.front().outputs - 1, layers.front().taps - 1);
    QVERIFY(!refused(layers.front().name, {listed, {}, {}}));
    SpetKnob elsewhere = listed;
    elsewhere.order = SpetOrder::Magnitude;
    QVERIFY(refused(layers.front().name, {elsewhere, {}, {}}));
    if (layers.front().taps % 8 != 0) {
      sets.add(listed.sets, 0, layers.front().taps);  // there is no such tap
      QVERIFY(refused(layers.front().name, {listed, {}, {}}));
    }
  }
};

EFFORTLAB_TEST(tst_knobs_io)
#include "tst_knobs_io.moc"
