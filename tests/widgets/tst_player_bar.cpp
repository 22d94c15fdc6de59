#include "support/test_registry.h"
#include "video/player_bar.h"

#include <QComboBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace effortlab::widgets;

namespace {

struct PlayerFixture {
  QWidget host;
  PlayerBar bar{&host};
  QWidget view{&host};
  QSignalSpy played{&bar, &PlayerBar::playRequested};
  QSignalSpy stepped{&bar, &PlayerBar::stepRequested};
  QSignalSpy sought{&bar, &PlayerBar::seekRequested};
  QSignalSpy missed{&bar, &PlayerBar::nextMissRequested};
  QSignalSpy alarmed{&bar, &PlayerBar::nextFalseAlarmRequested};

  PlayerFixture() {
    bar.resize(800, 34);
    bar.setVideo(150, 25.0);
    bar.installKeys(&host);
    host.show();
  }
};

}  // namespace

class tst_player_bar : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void buttonsAsk() {
    PlayerFixture f;
    QTest::mouseClick(f.bar.playButton(), Qt::LeftButton);
    QCOMPARE(f.played.front().at(0).toBool(), true);
    QVERIFY(!f.bar.isPlaying());  // the owner says so
    f.bar.setPlaying(true);
    QTest::mouseClick(f.bar.playButton(), Qt::LeftButton);
    QCOMPARE(f.played.back().at(0).toBool(), false);
    QTest::mouseClick(f.bar.backButton(), Qt::LeftButton);
    QTest::mouseClick(f.bar.forwardButton(), Qt::LeftButton);
    QCOMPARE(f.stepped.count(), 2);
    QCOMPARE(f.stepped.front().at(0).toInt(), -1);
    QCOMPARE(f.stepped.back().at(0).toInt(), 1);
  }
  void speedsAndLoop() {
    PlayerFixture f;
    QSignalSpy speed(&f.bar, &PlayerBar::speedChanged);
    QSignalSpy loop(&f.bar, &PlayerBar::loopChanged);
    QCOMPARE(f.bar.speed(), 1.0);
    f.bar.setSpeed(0.25);
    f.bar.setLoop(true);
    QCOMPARE(speed.count() + loop.count(), 0);
    QCOMPARE(f.bar.speed(), 0.25);
    QVERIFY(f.bar.loop());
    QTest::keyClick(&f.view, Qt::Key_BracketRight);
    QCOMPARE(speed.back().at(0).toDouble(), 0.5);
    for (int i = 0; i < 10; ++i) {
      QTest::keyClick(&f.view, Qt::Key_BracketRight);
    }
    QCOMPARE(f.bar.speed(), PlayerBar::maximumSpeed);
    QTest::keyClick(&f.view, Qt::Key_L);
    QCOMPARE(loop.back().at(0).toBool(), false);
  }
  void keysWorkFromTheHostsChildren() {
    PlayerFixture f;
    QTest::keyClick(&f.view, Qt::Key_Space);
    QTest::keyClick(&f.view, Qt::Key_Left);
    QTest::keyClick(&f.view, Qt::Key_End);
    QTest::keyClick(&f.view, Qt::Key_Home);
    QCOMPARE(f.played.count(), 1);
    QCOMPARE(f.stepped.count(), 1);
    QCOMPARE(f.sought.front().at(0).toLongLong(), 149);
    QCOMPARE(f.sought.back().at(0).toLongLong(), 0);
    QTest::keyClick(&f.view, Qt::Key_Left, Qt::ControlModifier);  // another's
    QCOMPARE(f.stepped.count(), 1);
  }
  void fieldsKeepTheirKeys() {
    PlayerFixture f;
    QLineEdit field(&f.host);
    field.show();
    QTest::keyClick(&field, Qt::Key_Space);
    QTest::keyClick(&field, Qt::Key_M);
    QCOMPARE(f.played.count() + f.missed.count(), 0);
    QCOMPARE(field.text(), QStringLiteral(" m"));
  }
  void jumpsNeedGroundTruth() {
    PlayerFixture f;
    QVERIFY(!f.bar.missButton()->isEnabled());
    QTest::keyClick(&f.view, Qt::Key_M);
    QCOMPARE(f.missed.count(), 0);
    f.bar.setHasTruth(true);
    QTest::keyClick(&f.view, Qt::Key_M);
    QTest::keyClick(&f.view, Qt::Key_M, Qt::ShiftModifier);
    QTest::keyClick(&f.view, Qt::Key_F, Qt::ShiftModifier);
    QTest::mouseClick(f.bar.falseAlarmButton(), Qt::LeftButton);
    QCOMPARE(f.missed.count(), 2);
    QCOMPARE(f.missed.front().at(0).toBool(), true);
    QCOMPARE(f.missed.back().at(0).toBool(), false);
    QCOMPARE(f.alarmed.front().at(0).toBool(), false);
    QCOMPARE(f.alarmed.back().at(0).toBool(), true);
  }
  void readsOut() {
    PlayerFixture f;
    f.bar.setFrame(130);
    QVERIFY2(f.bar.readout().contains(QStringLiteral("130")) && f.bar.readout().contains(QStringLiteral("149")) &&
                 f.bar.readout().contains(QStringLiteral("5")),
             qPrintable(f.bar.readout()));
    QVERIFY(f.bar.playButton()->toolTip().contains(QStringLiteral("Space")));
    f.bar.setVideo(-1, 30.0);
    QVERIFY(f.bar.playButton()->isEnabled());
    QVERIFY(!f.bar.backButton()->isEnabled());
    QTest::keyClick(&f.view, Qt::Key_Right);
    QCOMPARE(f.stepped.count(), 0);
    f.bar.setVideo(0, 30.0);
    QVERIFY(!f.bar.playButton()->isEnabled());
    QTest::keyClick(&f.view, Qt::Key_Space);
    QCOMPARE(f.played.count(), 0);
  }
};

EFFORTLAB_TEST(tst_player_bar)
#include "tst_player_bar.moc"
