#include "shell/cli_line.h"
#include "shell/command_line.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QTest>

using namespace effortlab;
using app::EarlyExit;
using app::parseCommandLine;
using app::WindowOptions;

class tst_command_line : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void goodArguments() {
    const tests::TemporaryFolder folder;
    const QString model = QString::fromStdString(folder.write("a.onnx", "x").string());
    const QString knobs = QString::fromStdString(folder.write("k.knobs.json", "{}").string());
    const QString shot = QString::fromStdString((folder.path() / "s.png").string());
    const auto parsed = parseCommandLine({"--open", model, "--data", "sample", "--knobs=" + knobs, "--page", "knobs",
                                          "--size", "1600x1000", "--theme", "dark", "--lang", "de", "--shot", shot});
    QVERIFY(std::holds_alternative<WindowOptions>(parsed));
    const auto& options = std::get<WindowOptions>(parsed);
    QCOMPARE(options.model, model);
    QCOMPARE(options.data, QStringLiteral("sample"));
    QCOMPARE(options.knobs, knobs);
    QCOMPARE(options.size, QSize(1600, 1000));
    QVERIFY(options.theme == widgets::Theme::Dark);
    QCOMPARE(options.language, QStringLiteral("de"));
    QCOMPARE(options.shot, shot);
  }

  void theFoveaPage() {
    const auto fovea = std::get<WindowOptions>(parseCommandLine({"--page", "fovea"}));
    QVERIFY(fovea.page == app::Page::Fovea);
    const auto named = std::get<WindowOptions>(
        parseCommandLine({"--video", "scene:fast-pan", "--policy", "track:5", "--compare", "full"}));
    QVERIFY(named.page == app::Page::Fovea);  // a video is for that page
    QCOMPARE(named.video, QStringLiteral("scene:fast-pan"));
    QCOMPARE(named.policy, QStringLiteral("track:5"));
    QCOMPARE(named.compare, QStringLiteral("full"));
    QVERIFY(!std::get<WindowOptions>(parseCommandLine({})).page);
    const tests::TemporaryFolder folder;
    const QString video = QString::fromStdString(folder.write("a.mp4", "x").string());
    const auto opened = std::get<WindowOptions>(parseCommandLine({video}));
    QCOMPARE(opened.video, video);
    QVERIFY(opened.page == app::Page::Fovea);
  }

  void helpAndVersion() {
    const auto help = parseCommandLine({"--help"});
    QCOMPARE(std::get<EarlyExit>(help).code, 0);
    QVERIFY(std::get<EarlyExit>(help).text.contains(QStringLiteral("--shot")));
    QCOMPARE(std::get<EarlyExit>(parseCommandLine({"--version"})).code, 0);
  }

  void badArgumentsAreOneLine_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("unknown") << QStringList{"--colour"};
    QTest::newRow("no value") << QStringList{"--open"};
    QTest::newRow("missing file") << QStringList{"--open", "/no/such/file"};
    QTest::newRow("size") << QStringList{"--size", "big"};
    QTest::newRow("tiny size") << QStringList{"--size", "1x1"};
    QTest::newRow("theme") << QStringList{"--theme", "pink"};
    QTest::newRow("language") << QStringList{"--lang", "xx"};
    QTest::newRow("page") << QStringList{"--page", "nowhere"};
    QTest::newRow("later page") << QStringList{"--page", "hardware"};
    QTest::newRow("policy") << QStringList{"--policy", "fastest"};
    QTest::newRow("comparison") << QStringList{"--compare", "every:0"};
    QTest::newRow("detector") << QStringList{"--detector", "boxes:/no/such/file"};
    QTest::newRow("ground truth") << QStringList{"--boxes", "/no/such/file"};
    QTest::newRow("shot format") << QStringList{"--shot", "a.gif"};
    QTest::newRow("shot folder") << QStringList{"--shot", "/no/such/folder/a.png"};
    QTest::newRow("knobs") << QStringList{"--knobs", "/no/such.knobs.json"};
  }
  void badArgumentsAreOneLine() {
    QFETCH(QStringList, arguments);
    const auto parsed = parseCommandLine(arguments);
    QVERIFY(std::holds_alternative<EarlyExit>(parsed));
    QCOMPARE(std::get<EarlyExit>(parsed).code, 2);
    QVERIFY(!std::get<EarlyExit>(parsed).text.contains(QLatin1Char('\n')));
  }

  void theCliLineIsQuoted() {
    app::CliCall call{.model = "/m/my net.onnx", .data = "sample", .images = 2000};
    QCOMPARE(app::cliText(call), QStringLiteral("effortlab-cli evaluate '/m/my net.onnx' sample --limit 2000"));
    call.hasKnobs = true;
    call.knobsFile = "it's.knobs.json";
    QCOMPARE(app::cliText(call), QStringLiteral("effortlab-cli evaluate '/m/my net.onnx' sample --knobs "
                                                "'it'\\''s.knobs.json' --limit 2000"));
    call.calibrates = true;  // the first 100 images are not evaluated: the 8-bit pass is calibrated on them
    QVERIFY(app::cliText(call).endsWith(QStringLiteral(" --offset 100 --limit 1900")));
  }
};

EFFORTLAB_TEST(tst_command_line)
#include "tst_command_line.moc"
