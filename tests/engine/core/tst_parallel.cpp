#include "core/parallel.h"
#include "support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <vector>

using namespace effortlab;

class tst_parallel : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void foreignPoolsGetWhatIsFree() {
    ThreadArena(2).run([] {
      QCOMPARE(foreignThreads(), std::min(2, hardwareThreads()));
      constexpr std::int64_t bodies = 8;
      std::vector<int> inside(bodies), sequential(bodies);
      parallelFor(bodies, true, [&](std::int64_t i) { inside[static_cast<std::size_t>(i)] = foreignThreads(); });
      QCOMPARE(inside, std::vector<int>(bodies, 1));
      parallelFor(bodies, false, [&](std::int64_t i) { sequential[static_cast<std::size_t>(i)] = foreignThreads(); });
      QCOMPARE(sequential, std::vector<int>(bodies, std::min(2, hardwareThreads())));
      QCOMPARE(foreignThreads(), std::min(2, hardwareThreads()));  // no body leaves its mark
    });
  }

  void aLimitHoldsForForeignPools() {
    const ThreadLimit limit(1);
    ThreadArena(2).run([] { QCOMPARE(foreignThreads(), 1); });
  }
};

EFFORTLAB_TEST(tst_parallel)
#include "tst_parallel.moc"
