#include "core/random.h"
#include "support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <vector>

using effortlab::RandomStream;

class tst_random : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void dependsOnSeedNameAndIndexAlone() {
    const RandomStream stream(1, "conv1/0");
    QCOMPARE(RandomStream(1, "conv1/0").uniform(5), stream.uniform(5));
    QVERIFY(RandomStream(2, "conv1/0").uniform(5) != stream.uniform(5));
    QVERIFY(RandomStream(1, "conv1/1").uniform(5) != stream.uniform(5));
    QVERIFY(stream.uniform(6) != stream.uniform(5));
    std::vector<float> few(3);
    std::vector<float> many(9);
    stream.fillNormal(few, 1.0F);
    stream.fillNormal(many, 1.0F);
    QVERIFY(std::equal(few.begin(), few.end(), many.begin()));
  }

  void hasTheMomentsOfItsDistribution() {
    constexpr std::size_t count = 100000;
    std::vector<float> values(count);
    const auto moment = [&](int power) {
      double sum = 0.0;
      for (const float value : values)
        sum += std::pow(static_cast<double>(value), power);
      return sum / count;
    };
    // Five standard errors of each moment: sqrt(Var(x^p) / n).
    const double five = 5.0 / std::sqrt(static_cast<double>(count));
    RandomStream(3, "normal").fillNormal(values, 2.0F);
    QVERIFY(std::abs(moment(1)) < five * 2.0);
    QVERIFY(std::abs(moment(2) - 4.0) < five * 4.0 * std::sqrt(2.0));
    QVERIFY(std::abs(moment(4) - 3.0 * 16.0) < five * 16.0 * std::sqrt(96.0));
    RandomStream(3, "uniform").fillUniform(values, 1.0F);
    QVERIFY(std::abs(moment(1)) < five * std::sqrt(1.0 / 3.0));
    QVERIFY(std::abs(moment(2) - 1.0 / 3.0) < five * std::sqrt(4.0 / 45.0));
  }
};

EFFORTLAB_TEST(tst_random)
#include "tst_random.moc"
