#include "core/error.h"
#include "core/parallel.h"
#include "data/preprocess.h"
#include "data_files.h"
#include "support/test_registry.h"

#include <atomic>
#include <chrono>
#include <mutex>
#include <numeric>
#include <thread>

using namespace effortlab;
using namespace effortlab::tests;
using data::InputCache;

namespace {

using namespace std::chrono_literals;

/// 2x2 grey images of one value each, which counts what it decodes. Image 13 is broken when asked for.
class CountingSet final : public data::LabelledSet {
public:
  explicit CountingSet(std::int64_t images, std::chrono::milliseconds pause = 0ms, bool broken = false)
      : m_images(images), m_pause(pause), m_broken(broken) {}

  std::int64_t size() const override { return m_images; }
  int label(std::int64_t) const override { return 0; }
  data::Image image(std::int64_t index) const override {
    std::this_thread::sleep_for(m_pause);
    ++decoded;
    if (index < 0 || index >= m_images || (m_broken && index == brokenImage))
      throw Error::inFile(ErrorCode::WrongFormat, "set", "image " + std::to_string(index), "broken");
    const std::int64_t width = m_broken && index == narrowImage ? 1 : 2;
    return {width, 2, 1,
            std::vector<std::uint8_t>(static_cast<std::size_t>(2 * width), static_cast<std::uint8_t>(index))};
  }
  std::string imageName(std::int64_t index) const override { return "set[" + std::to_string(index) + "]"; }

  static constexpr std::int64_t brokenImage = 13;
  static constexpr std::int64_t narrowImage = 14;
  mutable std::atomic<int> decoded = 0;

private:
  std::int64_t m_images;
  std::chrono::milliseconds m_pause;
  bool m_broken;
};

model::InputSpec smallInput() {
  model::InputSpec spec;
  spec.width = 2;
  spec.height = 2;
  spec.channels = model::ChannelOrder::Gray;
  spec.scale = 0.5F;
  return spec;
}

constexpr std::int64_t imageBytes = 16;
constexpr int settleMs = 100;

std::vector<std::int64_t> range(std::int64_t from, std::int64_t to) {
  std::vector<std::int64_t> indices(static_cast<std::size_t>(to - from));
  std::iota(indices.begin(), indices.end(), from);
  return indices;
}

void compareBatch(const Tensor& batch, const std::vector<std::int64_t>& indices) {
  QVERIFY(batch.shape() == (Shape{static_cast<std::int64_t>(indices.size()), 1, 2, 2}));
  for (std::size_t i = 0; i < indices.size(); ++i)
    for (const float value : batch.image(static_cast<std::int64_t>(i)))
      QCOMPARE(value, 0.5F * static_cast<float>(indices[i]));
}

std::optional<Error> batchError(const InputCache& cache, const std::vector<std::int64_t>& indices,
                                const RunControl& control = {}) {
  try {
    cache.batch(indices, control);
  } catch (const Error& error) {
    return error;
  }
  return std::nullopt;
}

}  // namespace

class tst_input_cache : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void givesTheOrderAskedFor() {
    const auto set = std::make_shared<CountingSet>(20);
    const InputCache cache(set, smallInput(), 1 << 20);
    QCOMPARE(cache.bytesPerImage(), imageBytes);
    QCOMPARE(&cache.set(), set.get());
    QCOMPARE(cache.spec().scale, 0.5F);
    const std::vector<std::int64_t> indices{7, 3, 3, 19, 0, 7};
    compareBatch(cache.batch(indices, {}), indices);
    compareBatch(cache.batch(indices, {}), indices);
    compareBatch(cache.batch({}, {}), {});
  }
  void decodesOnceWithinTheBudget() {
    const auto set = std::make_shared<CountingSet>(20);
    const InputCache cache(set, smallInput(), 20 * imageBytes);
    for (int pass = 0; pass < 3; ++pass)
      compareBatch(cache.batch(range(0, 20), {}), range(0, 20));
    QCOMPARE(set->decoded.load(), 20);
  }
  void keepsNoMoreThanTheBudget_data() {
    QTest::addColumn<qint64>("budget");
    QTest::addColumn<int>("decodedAgain");
    QTest::newRow("none") << qint64{0} << 20;
    QTest::newRow("negative") << qint64{-5} << 20;
    QTest::newRow("less than one") << qint64{imageBytes - 1} << 20;
    QTest::newRow("three") << qint64{4 * imageBytes - 1} << 17;
    QTest::newRow("eight, of these two for prefetching") << qint64{8 * imageBytes} << 14;
  }
  void keepsNoMoreThanTheBudget() {
    QFETCH(qint64, budget);
    QFETCH(int, decodedAgain);
    const auto set = std::make_shared<CountingSet>(20);
    const InputCache cache(set, smallInput(), budget);
    cache.batch(range(0, 20), {});
    for (int pass = 1; pass <= 3; ++pass) {
      compareBatch(cache.batch(range(0, 20), {}), range(0, 20));
      QCOMPARE(set->decoded.load(), 20 + pass * decodedAgain);
    }
  }
  void prefetches() {
    const auto set = std::make_shared<CountingSet>(20);
    const InputCache cache(set, smallInput(), 20 * imageBytes);
    cache.prefetch(range(0, 20));
    QTRY_COMPARE(set->decoded.load(), 20);
    QTest::qWait(settleMs);  // the last one is stored a moment after it was decoded
    compareBatch(cache.batch(range(0, 20), {}), range(0, 20));
    QCOMPARE(set->decoded.load(), 20);
    cache.prefetch(range(0, 20));
    QTest::qWait(settleMs);
    QCOMPARE(set->decoded.load(), 20);
  }
  void prefetchesBeyondAFullCache() {
    const auto set = std::make_shared<CountingSet>(20);
    const InputCache cache(set, smallInput(), 8 * imageBytes);  // six stay, two ahead
    cache.batch(range(0, 10), {});
    for (std::int64_t next = 10; next < 18; next += 2) {
      const int before = set->decoded;
      cache.prefetch(range(next, next + 6));  // only two fit
      QTRY_COMPARE(set->decoded.load(), before + 2);
      QTest::qWait(settleMs);
      compareBatch(cache.batch(range(next, next + 2), {}), range(next, next + 2));
      QCOMPARE(set->decoded.load(), before + 2);
    }
  }
  void prefetchesNothingWithoutRoom() {
    const auto set = std::make_shared<CountingSet>(20);
    const InputCache cache(set, smallInput(), 0);
    cache.prefetch(range(0, 20));
    QTest::qWait(settleMs);
    QCOMPARE(set->decoded.load(), 0);
  }
  void isTheSameForAnyThreadCount() {
    const auto list = sharedData("imagenet-samples/labels.txt");
    if (!list)
      QSKIP("shared/data/imagenet-samples is not on this machine");
    model::InputSpec spec;
    spec.width = spec.height = 227;
    spec.resize = model::ResizeMode::ShortSide;
    spec.shortSide = 256;
    spec.cropCenter = true;
    spec.mean = {104, 117, 123};
    const auto set = data::openLabelledSet("list:" + list->string());
    const std::vector<std::int64_t> indices = range(0, 12);
    std::vector<Tensor> results;
    for (const int threads : {1, 4}) {
      const InputCache cache(set, spec, 1 << 30);
      const ThreadArena arena(threads);
      arena.run([&] { results.push_back(cache.batch(indices, {})); });
      results.push_back(cache.batch(indices, {}));
    }
    const InputCache ahead(set, spec, 1 << 30);
    ahead.prefetch(indices);
    results.push_back(ahead.batch(indices, {}));
    for (const Tensor& result : results)
      QVERIFY(std::equal(result.values().begin(), result.values().end(), results.front().values().begin()));
  }
  void namesTheFailingImage() {
    const auto set = std::make_shared<CountingSet>(20, 0ms, true);
    const InputCache cache(set, smallInput(), 1 << 20);
    cache.prefetch(range(10, 20));  // fails silently
    COMPARE_ERROR(batchError(cache, {12, 13}), ErrorCode::WrongFormat, "image 13");
    COMPARE_ERROR(batchError(cache, {12, 13}), ErrorCode::WrongFormat, "image 13");
    COMPARE_ERROR(batchError(cache, {14}), ErrorCode::ShapeMismatch, "set[14]", "1x2");
    COMPARE_ERROR(batchError(cache, {20}), ErrorCode::WrongFormat, "image 20");
    cache.prefetch(std::vector<std::int64_t>{-1, 20, 1000});
    compareBatch(cache.batch(range(0, 13), {}), range(0, 13));
  }
  void refusesAnInputWithoutSize() {
    QVERIFY_EXCEPTION_THROWN(InputCache(std::make_shared<CountingSet>(1), model::InputSpec{}, 0), Error);
    QVERIFY_EXCEPTION_THROWN(InputCache(nullptr, smallInput(), 0), Error);
  }
  void stopsOnRequest() {
    const auto set = std::make_shared<CountingSet>(100000, 1ms);
    const InputCache cache(set, smallInput(), 0);
    std::stop_source stop;
    std::jthread stopper([&] {
      std::this_thread::sleep_for(30ms);
      stop.request_stop();
    });
    COMPARE_ERROR(batchError(cache, range(0, 100000), {.stop = stop.get_token(), .onProgress = {}}),
                  ErrorCode::Cancelled);
    QVERIFY(set->decoded < 50000);
    const int before = set->decoded;
    COMPARE_ERROR(batchError(cache, {1}, {.stop = stop.get_token(), .onProgress = {}}), ErrorCode::Cancelled);
    QCOMPARE(set->decoded.load(), before);
  }
  void endsDuringPrefetching() {
    const auto set = std::make_shared<CountingSet>(1000, 5ms);
    for (int round = 0; round < 10; ++round) {
      set->decoded = 0;
      {
        const InputCache cache(set, smallInput(), 1 << 20);
        cache.prefetch(range(0, 1000));
        std::this_thread::sleep_for(std::chrono::milliseconds(round));
      }
      QVERIFY2(set->decoded < 50, "the destructor waited for the whole queue");
      const int after = set->decoded;
      std::this_thread::sleep_for(8ms);
      QCOMPARE(set->decoded.load(), after);
    }
  }
  void servesManyThreads() {
    const auto set = std::make_shared<CountingSet>(200);
    const InputCache cache(set, smallInput(), 90 * imageBytes);
    std::atomic<int> wrong = 0;
    {
      std::vector<std::jthread> threads;
      for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
          for (std::int64_t i = 0; i < 300; ++i) {
            const std::int64_t from = (i * 7 + t * 31) % 180;
            cache.prefetch(range(from, from + 20));
            const Tensor batch = cache.batch(range(from, from + 10), {});
            for (std::int64_t n = 0; n < 10; ++n)
              if (batch.image(n)[3] != 0.5F * static_cast<float>(from + n))
                ++wrong;
          }
        });
    }
    QCOMPARE(wrong.load(), 0);
  }
};

EFFORTLAB_TEST(tst_input_cache)
#include "tst_input_cache.moc"
