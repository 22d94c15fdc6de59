#include "core/error.h"
#include "core/file_io.h"
#include "data/video_source.h"
#include "support/test_files.h"
#include "support/test_registry.h"

#include <QTest>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <random>
#include <thread>

using namespace effortlab;
using namespace effortlab::data;

namespace {

/// A video whose frames hold their number; counts what is decoded.
class NumberReader final : public FrameReader {
public:
  explicit NumberReader(std::int64_t frames, std::atomic<int>* reads = nullptr) : m_reads(reads) {
    m_info = {.spec = "numbers", .width = 16, .height = 8, .frames = frames};
  }
  const VideoInfo& info() const noexcept override { return m_info; }
  FramePtr read(std::int64_t index) override {
    if (m_reads != nullptr)
      ++*m_reads;
    if (index == failsAt)
      throw Error(ErrorCode::Truncated, "numbers: ends at " + std::to_string(index));
    auto image = std::make_shared<Image>(Image{16, 8, 3, std::vector<std::uint8_t>(16 * 8 * 3)});
    image->pixels[0] = static_cast<std::uint8_t>(index);
    return image;
  }
  std::int64_t failsAt = -1;

private:
  VideoInfo m_info;
  std::atomic<int>* m_reads;
};

constexpr std::int64_t frameBytes = 16 * 8 * 3;

bool waitFor(const std::function<bool()>& condition) {
  for (int i = 0; i < 1000 && !condition(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return condition();
}

std::optional<ErrorCode> codeOf(const std::string& spec) {
  try {
    const auto video = openVideo(spec, {.ahead = 0});
    for (std::int64_t i = 0; i < video->info().frames; ++i)
      static_cast<void>(video->frame(i));
  } catch (const Error& error) {
    return error.code();
  }
  return std::nullopt;
}

/// A PPM image of one colour.
std::string ppm(int width, int height) {
  return "P6 " + std::to_string(width) + " " + std::to_string(height) + " 255\n" +
         std::string(static_cast<std::size_t>(width * height * 3), 'x');
}

}  // namespace

class tst_video_source : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void decodesAhead() {
    VideoSource video(std::make_unique<NumberReader>(100), {.ahead = 10});
    QCOMPARE(video.frame(20)->pixels[0], 20);
    QVERIFY(waitFor([&] { return video.cached(30) != nullptr; }));
    QVERIFY(video.cached(31) == nullptr);
    QCOMPARE(video.cachedSpans(), (std::vector<FrameSpan>{{20, 30}}));
    video.setDirection(false);
    QVERIFY(waitFor([&] { return video.cached(10) != nullptr; }));
    QVERIFY(waitFor([&] { return video.cachedSpans() == std::vector<FrameSpan>{{10, 30}}; }));
  }

  void nothingIsDecodedTwice() {
    std::atomic<int> reads = 0;
    VideoSource video(std::make_unique<NumberReader>(40, &reads), {.ahead = 39});
    static_cast<void>(video.frame(0));
    QVERIFY(waitFor([&] { return video.cached(39) != nullptr; }));
    for (const std::int64_t index : {39, 0, 17, 18, 17})
      QCOMPARE(static_cast<std::int64_t>(video.frame(index)->pixels[0]), index);
    QCOMPARE(reads.load(), 40);
  }

  void keepsWithinItsMemory() {
    VideoSource video(std::make_unique<NumberReader>(200), {.bytes = 20 * frameBytes, .ahead = 8});
    for (std::int64_t index = 0; index < 150; ++index)
      QCOMPARE(static_cast<std::int64_t>(video.frame(index)->pixels[0]), index);
    QVERIFY(waitFor([&] { return video.cached(157) != nullptr; }));
    std::int64_t kept = 0;
    for (const auto& [first, last] : video.cachedSpans())
      kept += last - first + 1;
    QVERIFY2(kept <= 20, qPrintable(QString::number(kept)));
    QVERIFY(video.cached(0) == nullptr);
  }

  void aFailureIsToldToWhoAsks() {
    auto reader = std::make_unique<NumberReader>(50);
    reader->failsAt = 12;
    VideoSource video(std::move(reader), {.ahead = 20});
    static_cast<void>(video.frame(0));
    QVERIFY(waitFor([&] { return video.cached(20) != nullptr; }));  // the worker goes on behind it
    QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(video.frame(12)));
    QCOMPARE(video.frame(13)->pixels[0], 13);
    QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(video.frame(50)));
    QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(video.frame(-1)));
  }

  void canBeStopped() {
    VideoSource video(std::make_unique<NumberReader>(50), {.ahead = 0});
    std::stop_source stop;
    stop.request_stop();
    try {
      static_cast<void>(video.frame(3, stop.get_token()));
      QFAIL("decoded");
    } catch (const Error& error) {
      QCOMPARE(error.code(), ErrorCode::Cancelled);
    }
  }

  void manyThreadsAtOnce() {
    VideoSource video(std::make_unique<NumberReader>(120), {.bytes = 30 * frameBytes, .ahead = 8});
    std::atomic<int> wrong = 0;
    std::vector<std::jthread> viewers;
    for (unsigned viewer = 0; viewer < 4; ++viewer)
      viewers.emplace_back([&, viewer] {
        std::minstd_rand random(viewer + 1);
        for (int i = 0; i < 400; ++i) {
          const auto index = static_cast<std::int64_t>(random() % 120);
          if (static_cast<std::int64_t>(video.frame(index)->pixels[0]) != index)
            ++wrong;
        }
      });
    viewers.clear();
    QCOMPARE(wrong.load(), 0);
  }

  void seeksInAFileAreExact() {
    const auto file = tests::sharedData("pets09/vtest.avi");
    if (!file)
      QSKIP("the shared videos are not on this machine");
    const auto hash = [](const FramePtr& frame) { return fnv1a(frame->pixels.data(), frame->pixels.size()); };
    const auto inOrder = openFrameReader(file->string());
    QCOMPARE(inOrder->info().frames, 795);
    QCOMPARE(inOrder->info().width, 768);
    QCOMPARE(inOrder->info().height, 576);
    std::vector<std::uint64_t> hashes;
    for (std::int64_t i = 0; i < 200; ++i)
      hashes.push_back(hash(inOrder->read(i)));
    const auto seeking = openFrameReader(file->string());
    for (const std::int64_t index : {150, 3, 199, 198, 60, 61, 0, 120, 119})
      QVERIFY2(hash(seeking->read(index)) == hashes[static_cast<std::size_t>(index)],
               qPrintable(QString::number(index)));
  }

  void numberedImages() {
    const auto folder = tests::sharedData("tud-campus");
    if (!folder)
      QSKIP("the shared videos are not on this machine");
    const auto video = openVideo(folder->string());  // its images are in img1
    QCOMPARE(video->info().frames, 71);
    QCOMPARE(video->info().firstNumber, 1);
    QCOMPARE(video->info().width, 640);
    QVERIFY(video->annotations() == nullptr);
    QCOMPARE(video->frame(70)->height, 480);
  }

  void imagesInOrderOfTheirNumbers() {
    const tests::TemporaryFolder folder;
    for (const char* name : {"f9.ppm", "f10.ppm", "f11.ppm", "notes.txt"})
      folder.write(name, ppm(4, 4));
    const auto reader = openFrameReader(folder.path().string());
    QCOMPARE(reader->info().frames, 3);
    QCOMPARE(reader->info().firstNumber, 9);
  }

  void badInputIsNamed() {
    QVERIFY(codeOf("/nowhere/at/all.avi") == ErrorCode::FileNotFound);
    QVERIFY(codeOf("scene:none") == ErrorCode::InvalidArgument);
    QVERIFY(codeOf("camera:x") == ErrorCode::InvalidArgument);
    QVERIFY(codeOf("camera:97") == ErrorCode::FileNotFound);
    const tests::TemporaryFolder folder;
    QVERIFY(codeOf(folder.path().string()) == ErrorCode::MissingData);
    const auto noVideo = folder.write("noise.avi", std::string(5000, 'n'));
    const auto code = codeOf(noVideo.string());
    QVERIFY(code == ErrorCode::WrongFormat || code == ErrorCode::MissingData);
    folder.write("1.ppm", ppm(8, 8));
    folder.write("3.ppm", ppm(8, 8));
    QVERIFY(codeOf(folder.path().string()) == ErrorCode::MissingData);
    folder.write("2.ppm", ppm(8, 9));
    try {
      const auto video = openVideo(folder.path().string(), {.ahead = 0});
      static_cast<void>(video->frame(1));
      QFAIL("a frame of another size was taken");
    } catch (const Error& error) {
      QCOMPARE(error.code(), ErrorCode::Mismatch);
      QVERIFY2(std::string(error.what()).find("frame 1") != std::string::npos, error.what());
      QVERIFY(std::string(error.what()).find('\n') == std::string::npos);
    }
  }

  void aFileThatEndsEarly() {
    const auto file = tests::sharedData("pets09/vtest.avi");
    if (!file)
      QSKIP("the shared videos are not on this machine");
    const std::string whole = readTextFile(*file, std::int64_t{1} << 30);
    const tests::TemporaryFolder folder;
    const auto cut = folder.write("cut.avi", std::string_view(whole).substr(0, whole.size() / 20));
    try {
      const auto reader = openFrameReader(cut.string());
      for (std::int64_t i = 0; i < 795; ++i)
        static_cast<void>(reader->read(i));
      QVERIFY2(reader->info().frames < 795, "the whole video was read from a twentieth of it");
    } catch (const Error& error) {
      QCOMPARE(error.code(), ErrorCode::Truncated);
      QVERIFY2(std::string(error.what()).find("frame") != std::string::npos, error.what());
    }
  }
};

EFFORTLAB_TEST(tst_video_source)
#include "tst_video_source.moc"
