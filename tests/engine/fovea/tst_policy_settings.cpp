#include "fovea/policy_settings.h"

#include "core/error.h"
#include "support/test_registry.h"

#include <QTest>

#include <limits>

using namespace effortlab;
using namespace effortlab::fovea;

class tst_policy_settings : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void namesPolicies() {
    for (const char* text : {"full", "every:3", "track:12", "thesis", "best"})
      QCOMPARE(policyText(parsePolicy(text)), std::string(text));
    QCOMPARE(policyText(parsePolicy("track")), std::string("track:5"));
    for (const char* text : {"", "Full", "every:", "every:0", "every:1001", "every:2x", "every:-1", "best:2", "full:"})
      QVERIFY_EXCEPTION_THROWN(parsePolicy(text), Error);
  }

  void everyParameterIsSound() {
    for (const PolicyKind kind :
         {PolicyKind::Full, PolicyKind::Every, PolicyKind::Track, PolicyKind::Thesis, PolicyKind::Best}) {
      PolicySettings settings({.kind = kind});
      QVERIFY(settings.changes().empty());
      for (const ParameterInfo& info : parametersOf(kind)) {
        QVERIFY2(info.purpose.ends_with("."), info.name.c_str());
        QVERIFY2(info.least <= info.usual && info.usual <= info.most && info.step > 0.0, info.name.c_str());
        QCOMPARE(settings.value(info.name), info.usual);
        settings.set(info.name, info.most);
        settings.set(info.name, info.least);
        QVERIFY_EXCEPTION_THROWN(settings.set(info.name, info.most + 1.0), Error);
        QVERIFY_EXCEPTION_THROWN(settings.set(info.name, info.least - 1.0), Error);
        QVERIFY_EXCEPTION_THROWN(settings.set(info.name, std::numeric_limits<double>::quiet_NaN()), Error);
      }
    }
  }

  void changesSetThemAgain() {
    PolicySettings settings({.kind = PolicyKind::Thesis});
    for (const char* assignment : {"skip_o=7", "z=0.25", "z_of=total", "montage=per_tile"})
      settings.set(std::string_view(assignment));
    PolicySettings again({.kind = PolicyKind::Thesis});
    for (const std::string& assignment : settings.changes())
      again.set(std::string_view(assignment));
    QCOMPARE(settings.changes().size(), std::size_t{4});
    QVERIFY(again == settings);
    PolicySettings best({.kind = PolicyKind::Best});
    best.set(std::string_view("fallback=off"));
    QCOMPARE(best.changes(), std::vector<std::string>{"fallback=off"});
  }

  void wholeFramesTakeTheLeastScore() {
    for (const PolicyKind kind :
         {PolicyKind::Full, PolicyKind::Every, PolicyKind::Track, PolicyKind::Thesis, PolicyKind::Best}) {
      PolicySettings settings({.kind = kind});
      settings.set("score", 0.25);
      QCOMPARE(wholeFramesBeside(settings).policy().kind, PolicyKind::Full);
      QCOMPARE(wholeFramesBeside(settings).value("score"), 0.25);
    }
  }
  void saysWhatIsWrong_data() {
    QTest::addColumn<QByteArray>("assignment");
    QTest::addColumn<QByteArray>("named");
    const auto row = [](const char* assignment, const char* named) {
      QTest::newRow(assignment) << QByteArray(assignment) << QByteArray(named);
    };
    row("skip_x=1", "skip_o");
    row("skip_o", "name=value");
    row("skip_o=", "1 to 100");
    row("skip_o=0", "1 to 100");
    row("skip_o=2.5", "whole number");
    row("skip_o=inf", "1 to 100");
    row("z=many", "0 to 2");
    row("z_of=both", "side, total");
  }
  void saysWhatIsWrong() {
    QFETCH(QByteArray, assignment);
    QFETCH(QByteArray, named);
    PolicySettings settings({.kind = PolicyKind::Thesis});
    try {
      settings.set(std::string_view(assignment.constData()));
      QFAIL("taken");
    } catch (const Error& error) {
      QCOMPARE(error.code(), ErrorCode::InvalidArgument);
      QVERIFY2(QByteArray(error.what()).contains(named), error.what());
    }
  }
};

EFFORTLAB_TEST(tst_policy_settings)
#include "tst_policy_settings.moc"
