#include "core/machine.h"
#include "core/parallel.h"
#include "support/test_registry.h"

#include <QTest>

class tst_machine : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void saysWhatItIs() {
    const effortlab::Machine machine = effortlab::thisMachine();
    QCOMPARE(machine.cores, effortlab::hardwareThreads());
    QVERIFY(machine.load >= 0.0);
    QVERIFY(machine.cpu.find('\n') == std::string::npos);
  }
};

EFFORTLAB_TEST(tst_machine)
#include "tst_machine.moc"
