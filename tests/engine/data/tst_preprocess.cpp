#include "data/preprocess.h"

#include "core/error.h"
#include "data_files.h"
#include "support/test_registry.h"

#include <opencv2/imgproc.hpp>

#include <cmath>

using namespace effortlab;
using namespace effortlab::tests;
using data::Image;
using model::ChannelOrder;
using model::InputSpec;
using model::ResizeMode;

namespace {

InputSpec specOf(std::int64_t width, std::int64_t height, ChannelOrder channels) {
  InputSpec spec;
  spec.width = width;
  spec.height = height;
  spec.channels = channels;
  return spec;
}

std::vector<float> prepared(const Image& image, const InputSpec& spec) {
  std::vector<float> out(static_cast<std::size_t>(spec.channelCount() * spec.width * spec.height), NAN);
  data::preprocess(image, spec, out);
  return out;
}

std::optional<Error> prepareError(const Image& image, const InputSpec& spec, std::size_t values) {
  std::vector<float> out(values);
  try {
    data::preprocess(image, spec, out);
  } catch (const Error& error) {
    return error;
  }
  return std::nullopt;
}

Image gradient(std::int64_t width, std::int64_t height, std::int64_t channels) {
  Image image{width, height, channels, {}};
  for (std::int64_t i = 0; i < width * height * channels; ++i)
    image.pixels.push_back(static_cast<std::uint8_t>((i * 37 + i * i / 11) % 256));
  return image;
}

/// Two RGB pixels beside each other: (10, 20, 30) and (40, 50, 60).
const Image& twoPixels() {
  static const Image image{2, 1, 3, {10, 20, 30, 40, 50, 60}};
  return image;
}

}  // namespace

class tst_preprocess : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void ordersChannelsAndSubtractsTheMean() {
    InputSpec spec = specOf(2, 1, ChannelOrder::Rgb);
    QCOMPARE(prepared(twoPixels(), spec), (std::vector<float>{10, 40, 20, 50, 30, 60}));
    spec.channels = ChannelOrder::Bgr;
    spec.mean = {1, 2, 3};  // of blue, green and red
    spec.scale = 0.5F;
    QCOMPARE(prepared(twoPixels(), spec), (std::vector<float>{14.5F, 29.5F, 9, 24, 3.5F, 18.5F}));
  }
  void subtractsAMeanImage() {
    InputSpec spec = specOf(2, 1, ChannelOrder::Bgr);
    const std::vector<float> mean{1, 2, 3, 4, 5, 6};
    spec.meanImage = std::make_shared<Tensor>(Shape{3, 1, 2}, mean);
    spec.mean = {100, 100, 100};  // the image counts
    QCOMPARE(prepared(twoPixels(), spec), (std::vector<float>{29, 58, 17, 46, 5, 34}));
  }
  void convertsBetweenGreyAndColour() {
    const Image grey{2, 1, 1, {7, 9}};
    QCOMPARE(prepared(grey, specOf(2, 1, ChannelOrder::Gray)), (std::vector<float>{7, 9}));
    QCOMPARE(prepared(grey, specOf(2, 1, ChannelOrder::Bgr)), (std::vector<float>{7, 9, 7, 9, 7, 9}));
    // 0.299 R + 0.587 G + 0.114 B = 18.15 and 48.15
    QCOMPARE(prepared(twoPixels(), specOf(2, 1, ChannelOrder::Gray)), (std::vector<float>{18, 48}));
  }
  void cropsTheCentre() {
    Image image{5, 4, 1, {}};
    for (std::uint8_t i = 0; i < 20; ++i)
      image.pixels.push_back(i);
    InputSpec spec = specOf(2, 2, ChannelOrder::Gray);
    spec.cropCenter = true;  // offsets (5 - 2) / 2 = 1 and (4 - 2) / 2 = 1
    QCOMPARE(prepared(image, spec), (std::vector<float>{6, 7, 11, 12}));
  }
  void averagesWhenShrinking() {
    const Image image{4, 2, 1, {0, 2, 10, 20, 4, 6, 30, 40}};
    InputSpec spec = specOf(2, 1, ChannelOrder::Gray);
    spec.resize = ResizeMode::Stretch;
    QCOMPARE(prepared(image, spec), (std::vector<float>{3, 25}));
  }
  void resizesAsOpenCv_data() {
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("height");
    QTest::addColumn<int>("shortSide");
    QTest::addColumn<int>("resizedWidth");
    QTest::addColumn<int>("resizedHeight");
    QTest::addColumn<int>("method");
    QTest::newRow("landscape, shrinks") << 50 << 30 << 16 << 27 << 16 << int{cv::INTER_AREA};  // 26.67
    QTest::newRow("portrait, shrinks") << 30 << 50 << 16 << 16 << 27 << int{cv::INTER_AREA};
    QTest::newRow("grows") << 15 << 12 << 18 << 23 << 18 << int{cv::INTER_LINEAR};  // 22.5
    QTest::newRow("stays") << 20 << 16 << 16 << 20 << 16 << int{cv::INTER_AREA};
    QTest::newRow("stretch, shrinks") << 50 << 30 << 0 << 14 << 13 << int{cv::INTER_AREA};
    QTest::newRow("stretch, grows") << 9 << 7 << 0 << 14 << 13 << int{cv::INTER_LINEAR};
    QTest::newRow("stretch, both") << 50 << 7 << 0 << 14 << 13 << int{cv::INTER_LINEAR};
  }
  void resizesAsOpenCv() {
    QFETCH(int, width);
    QFETCH(int, height);
    QFETCH(int, shortSide);
    QFETCH(int, resizedWidth);
    QFETCH(int, resizedHeight);
    QFETCH(int, method);
    Image image = gradient(width, height, 3);
    InputSpec spec = specOf(14, 13, ChannelOrder::Rgb);
    spec.resize = shortSide > 0 ? ResizeMode::ShortSide : ResizeMode::Stretch;
    spec.shortSide = shortSide;
    spec.cropCenter = shortSide > 0;
    const std::vector<float> actual = prepared(image, spec);

    cv::Mat resized;
    cv::resize(cv::Mat(height, width, CV_8UC3, image.pixels.data()), resized, {resizedWidth, resizedHeight}, 0, 0,
               method);
    const int left = (resizedWidth - 14) / 2;
    const int top = (resizedHeight - 13) / 2;
    for (int c = 0; c < 3; ++c)
      for (int y = 0; y < 13; ++y)
        for (int x = 0; x < 14; ++x)
          QCOMPARE(actual[static_cast<std::size_t>((c * 13 + y) * 14 + x)],
                   static_cast<float>(resized.at<cv::Vec3b>(top + y, left + x)[c]));
  }
  void refusesWhatDoesNotFit() {
    const Image image = gradient(8, 6, 3);
    InputSpec spec = specOf(7, 6, ChannelOrder::Rgb);
    COMPARE_ERROR(prepareError(image, spec, 126), ErrorCode::ShapeMismatch, "8x6", "7x6");
    spec.cropCenter = true;
    QVERIFY(!prepareError(image, spec, 126));
    COMPARE_ERROR(prepareError(image, spec, 125), ErrorCode::ShapeMismatch, "125");
    COMPARE_ERROR(prepareError(image, specOf(9, 6, ChannelOrder::Gray), 54), ErrorCode::ShapeMismatch, "9x6");
    InputSpec large = specOf(9, 6, ChannelOrder::Gray);
    large.cropCenter = true;
    COMPARE_ERROR(prepareError(image, large, 54), ErrorCode::ShapeMismatch, "too small");
    spec.mean = {1};
    COMPARE_ERROR(prepareError(image, spec, 126), ErrorCode::ShapeMismatch, "1 mean values for 3");
    spec.mean.clear();
    spec.meanImage = std::make_shared<Tensor>(Shape{3, 6, 8}, 0.0F);
    COMPARE_ERROR(prepareError(image, spec, 126), ErrorCode::ShapeMismatch, "3x6x8");
  }
  void refusesBrokenImagesAndAbsurdResizing() {
    InputSpec spec = specOf(4, 4, ChannelOrder::Gray);
    COMPARE_ERROR(prepareError(Image{4, 4, 1, std::vector<std::uint8_t>(15)}, spec, 16), ErrorCode::InvalidArgument,
                  "15");
    COMPARE_ERROR(prepareError(Image{2, 4, 2, std::vector<std::uint8_t>(16)}, spec, 16), ErrorCode::InvalidArgument,
                  "2");
    COMPARE_ERROR(prepareError(Image{}, spec, 16), ErrorCode::InvalidArgument, "0x0");
    spec.cropCenter = true;
    spec.resize = ResizeMode::ShortSide;
    COMPARE_ERROR(prepareError(gradient(8, 8, 1), spec, 16), ErrorCode::InvalidArgument, "short side of 0");
    spec.shortSide = 256;
    COMPARE_ERROR(prepareError(gradient(100000, 1, 1), spec, 16), ErrorCode::TooLarge, "100000x1");
  }
};

EFFORTLAB_TEST(tst_preprocess)
#include "tst_preprocess.moc"
