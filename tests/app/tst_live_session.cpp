#include "controllers/live_session.h"
#include "support/test_registry.h"

#include <QTest>

using namespace effortlab;

class tst_live_session : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void takesAQuarterOfTheMemoryWithinLimits() {
    constexpr std::int64_t gib = std::int64_t{1} << 30;
    QCOMPARE(app::memoryBudgetBytes(16 * gib), 4 * gib);
    QCOMPARE(app::memoryBudgetBytes(2 * gib), gib);
    QCOMPARE(app::memoryBudgetBytes(256 * gib), 8 * gib);
    QCOMPARE(app::memoryBudgetBytes(-1), gib);  // a system that does not tell
  }
};

EFFORTLAB_TEST(tst_live_session)
#include "tst_live_session.moc"
