#include "data/image_header.h"

#include "support/test_registry.h"

#include <QTest>

#include <opencv2/imgcodecs.hpp>

using effortlab::data::ImageHeader;
using effortlab::data::readImageHeader;

namespace {

using HeaderBytes = std::vector<std::uint8_t>;

HeaderBytes headerBytes(const char* ending, const std::vector<int>& parameters = {}) {
  HeaderBytes bytes;
  cv::imencode(ending, cv::Mat(32, 48, CV_8UC3, cv::Scalar(10, 120, 230)), bytes, parameters);
  return bytes;
}

void compareSize(const HeaderBytes& bytes, std::int64_t width, std::int64_t height) {
  const std::optional<ImageHeader> header = readImageHeader(bytes);
  QVERIFY(header.has_value());
  QCOMPARE(header->width, width);
  QCOMPARE(header->height, height);
  QVERIFY(header->complete);
}

}  // namespace

class tst_image_header : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void readsWhatEncodersWrite() {
    for (const char* ending : {".jpg", ".png", ".bmp", ".ppm", ".tif", ".webp"})
      compareSize(headerBytes(ending), 48, 32);
    compareSize(headerBytes(".webp", {cv::IMWRITE_WEBP_QUALITY, 101}), 48, 32);  // above 100: lossless, another header
    compareSize(headerBytes(".jpg", {cv::IMWRITE_JPEG_PROGRESSIVE, 1}), 48, 32);
  }
  void readsLiterals() {
    compareSize({'P', '5', '\n', '#', ' ', '9', '\n', '7', ' ', '3', '\n'}, 7, 3);
    // Big-endian TIFF: directory at 8 with width (short, 500) and height (long, 70000).
    compareSize({'M', 'M', 0,   42, 0, 0, 0, 8, 0, 2, 1, 0, 0, 3, 0, 0,    0,
                 1,   1,   244, 0,  0, 1, 1, 0, 4, 0, 0, 0, 1, 0, 1, 0x11, 0x70},
                500, 70000);
    // A bitmap with rows from the top: height -2.
    HeaderBytes bitmap(26, 0);
    bitmap[0] = 'B';
    bitmap[1] = 'M';
    bitmap[14] = 40;
    bitmap[18] = 5;
    std::fill(bitmap.begin() + 22, bitmap.end(), std::uint8_t{0xFF});
    bitmap[22] = 0xFE;
    compareSize(bitmap, 5, 2);
  }
  void jumpsOverAThumbnail() {
    // An application segment holds an end marker and a frame header of 1x1; the real frame is 2 wide and 3 high.
    HeaderBytes jpeg{0xFF, 0xD8, 0xFF, 0xE1, 0, 13, 0xFF, 0xD9, 0xFF, 0xC0, 0, 11, 8, 0, 1, 0, 1};
    const HeaderBytes frame{0xFF, 0xC0, 0, 11, 8, 0, 3, 0, 2, 1, 0x11, 0, 0};
    jpeg.insert(jpeg.end(), frame.begin(), frame.end());
    const std::optional<ImageHeader> open = readImageHeader(jpeg);
    QVERIFY(open.has_value());
    QVERIFY(!open->complete);
    for (const int byte : {0xFF, 0x00, 0xFF, 0xD0, 0xFF, 0xFF, 0xD9})  // stuffing, a restart, a padded end marker
      jpeg.push_back(static_cast<std::uint8_t>(byte));
    compareSize(jpeg, 2, 3);
  }
  void survivesAnyCut() {
    for (const char* ending : {".jpg", ".png", ".bmp", ".ppm", ".tif", ".webp"}) {
      const HeaderBytes whole = headerBytes(ending);
      for (std::size_t bytes = 0; bytes < whole.size(); ++bytes) {
        // A copy of exactly this size, so that a sanitizer sees any read beyond it.
        const HeaderBytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(bytes));
        const std::optional<ImageHeader> header = readImageHeader(cut);
        if (std::string_view(ending) == ".jpg" || std::string_view(ending) == ".webp")
          QVERIFY2(!header || !header->complete, std::to_string(bytes).c_str());
      }
    }
  }
  void knowsNothingElse() {
    QVERIFY(!readImageHeader({}));
    QVERIFY(!readImageHeader(HeaderBytes{'G', 'I', 'F', '8', '9', 'a', 0, 0, 0, 0}));
    QVERIFY(!readImageHeader(HeaderBytes{'P', '6', ' ', 'x', ' ', '3', ' '}));
  }
};

EFFORTLAB_TEST(tst_image_header)
#include "tst_image_header.moc"
