#include "core/error.h"
#include "core/parallel.h"
#include "fast/int8_conv.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>
#include <cstring>
#include <random>

using namespace effortlab;
using namespace effortlab::fast;

namespace {

struct Int8Case {
  std::int64_t channels = 1, height = 1, width = 1;
  model::ConvolutionParams params;
  LaneUse use = LaneUse::Tiles;
  Epilogue epilogue = {};
  Int8Steps steps = {};
  bool bias = true;

  std::string text() const {
    const model::Window2d& w = params.window;
    std::string text = use == LaneUse::Tiles ? "tiles" : "images";
    for (const std::int64_t number :
         {channels, height, width, params.outputs, w.kernelH, w.kernelW, w.strideH, w.strideW, w.padTop, w.padLeft,
          w.padBottom, w.padRight, w.dilationH, w.dilationW})
      text += " " + std::to_string(number);
    return text + " slope " + std::to_string(epilogue.slope) + (steps.output ? " u8" : " f32");
  }
  std::int64_t outHeight() const {
    const model::Window2d& w = params.window;
    return (height + w.padTop + w.padBottom - (w.kernelH - 1) * w.dilationH - 1) / w.strideH + 1;
  }
  std::int64_t outWidth() const {
    const model::Window2d& w = params.window;
    return (width + w.padLeft + w.padRight - (w.kernelW - 1) * w.dilationW - 1) / w.strideW + 1;
  }
  std::int64_t images() const { return use == LaneUse::Tiles ? 1 : lanes; }
};

/// Everything a case computes on, and the exact sums.
struct Int8Operands {
  std::vector<std::uint8_t> input;  ///< [images][channels][height][width]
  ConvLayer layer;
  QuantizedWeights weights;
};

Int8Operands operandsOf(const Int8Case& c, unsigned seed) {
  std::mt19937 random(seed);
  Int8Operands o;
  o.input.resize(static_cast<std::size_t>(c.images() * c.channels * c.height * c.width));
  for (std::uint8_t& x : o.input)
    x = static_cast<std::uint8_t>(random() % 4 == 0 ? 255 : random());
  // Every third case is pruned: kernels may then list the weights.
  const unsigned kept = seed % 3 == 0 ? 10 : 100;
  const auto tensor = [&](const Shape& shape) {
    auto t = std::make_shared<Tensor>(shape);
    for (float& value : t->values())
      value = random() % 100 >= kept ? 0.0F : static_cast<float>(static_cast<int>(random() % 2001) - 1000) * 1e-3F;
    return t;
  };
  o.layer = {.params = c.params,
             .weights = tensor({c.params.outputs, c.channels, c.params.window.kernelH, c.params.window.kernelW}),
             .bias = c.bias ? tensor({c.params.outputs}) : nullptr,
             .epilogue = c.epilogue};
  o.weights = quantizeWeights(o.layer.weights->values(), c.params.outputs);
  return o;
}

struct LanePlace {
  std::int64_t lane, y, x;
};

LanePlace placeOf(const LaneMaps& maps, std::int64_t image, std::int64_t y, std::int64_t x) {
  if (maps.use == LaneUse::Images)
    return {image, y, x};
  return {y / maps.tileH * gridSide + x / maps.tileW, y % maps.tileH, x % maps.tileW};
}

/// Input in lanes, halo filled; garbage where no weight may look.
LaneTensor inputLanes(const Int8Case& c, const Int8Operands& o, const LaneMaps& maps) {
  LaneTensor tensor(maps);
  std::memset(tensor.bytes(), 0xA5, static_cast<std::size_t>(maps.elements()) * sizeof(float));
  for (std::int64_t ch = 0; ch < c.channels; ++ch)
    for (std::int64_t lane = 0; lane < lanes; ++lane)
      for (std::int64_t y = -maps.halo.top; y < maps.tileH + maps.halo.bottom; ++y)
        for (std::int64_t x = -maps.halo.left; x < maps.tileW + maps.halo.right; ++x) {
          const bool tiles = maps.use == LaneUse::Tiles;
          const std::int64_t row = y + (tiles ? lane / gridSide * maps.tileH : 0);
          const std::int64_t column = x + (tiles ? lane % gridSide * maps.tileW : 0);
          const bool inside = row >= 0 && row < c.height && column >= 0 && column < c.width;
          const std::int64_t at = (((tiles ? 0 : lane) * c.channels + ch) * c.height + row) * c.width + column;
          auto* vector =
              reinterpret_cast<std::uint8_t*>(tensor.plane(ch / packedChannels) + y * maps.rowStride() + x * lanes);
          vector[lane * packedChannels + ch % packedChannels] =
              inside ? o.input[static_cast<std::size_t>(at)] : static_cast<std::uint8_t>(c.steps.input.zero);
        }
  return tensor;
}

/// Sum of (q - zero) w of one output, and of its absolute weights.
std::int64_t exactSumOf(const Int8Case& c, const Int8Operands& o, std::int64_t image, std::int64_t k, std::int64_t y,
                        std::int64_t x) {
  const model::Window2d& w = c.params.window;
  std::int64_t sum = 0;
  for (std::int64_t ch = 0; ch < c.channels; ++ch)
    for (std::int64_t r = 0; r < w.kernelH; ++r)
      for (std::int64_t s = 0; s < w.kernelW; ++s) {
        const std::int64_t row = y * w.strideH - w.padTop + r * w.dilationH;
        const std::int64_t column = x * w.strideW - w.padLeft + s * w.dilationW;
        if (row < 0 || row >= c.height || column < 0 || column >= c.width)
          continue;
        const std::int64_t q =
            o.input[static_cast<std::size_t>(((image * c.channels + ch) * c.height + row) * c.width + column)];
        sum += (q - c.steps.input.zero) *
               o.weights.values[static_cast<std::size_t>(((k * c.channels + ch) * w.kernelH + r) * w.kernelW + s)];
      }
  return sum;
}

/// The value before it is rounded, in double.
double expectedValue(const Int8Case& c, const Int8Operands& o, std::int64_t k, std::int64_t sum) {
  double v = static_cast<double>(sum) * static_cast<double>(c.steps.input.step) *
             static_cast<double>(o.weights.steps[static_cast<std::size_t>(k)]);
  if (o.layer.bias)
    v += static_cast<double>(o.layer.bias->values()[static_cast<std::size_t>(k)]);
  v = v < 0.0 ? v * static_cast<double>(c.epilogue.slope) : v;
  return std::min(std::max(v, static_cast<double>(c.epilogue.low)), static_cast<double>(c.epilogue.high));
}

struct Int8Layout {
  LaneMaps input, output;
};

Int8Layout layoutOf(const Int8Case& c, bool roomy) {
  const LaneType type = c.steps.output ? LaneType::U8 : LaneType::F32;
  Int8Layout layout;
  layout.output = laneMaps(c.use, c.params.outputs + (roomy ? 9 : 0), c.outHeight(), c.outWidth(),
                           roomy ? Halo{1, 2, 0, 1} : Halo{}, type);
  layout.input = laneMaps(c.use, c.channels, c.height, c.width, {}, LaneType::U8);
  if (c.use == LaneUse::Tiles) {
    layout.input.tileH = c.params.window.strideH * layout.output.tileH;
    layout.input.tileW = c.params.window.strideW * layout.output.tileW;
  }
  layout.input.halo = requiredHalo(c.params.window, layout.input, layout.output);
  return layout;
}

/// Empty, or what differs from the exact result.
std::string checkOutput(const Int8Case& c, const Int8Operands& o, const LaneTensor& output, std::int64_t firstPlane) {
  const LaneMaps& maps = output.maps();
  for (std::int64_t image = 0; image < c.images(); ++image)
    for (std::int64_t k = 0; k < c.params.outputs; ++k)
      for (std::int64_t y = 0; y < c.outHeight(); ++y)
        for (std::int64_t x = 0; x < c.outWidth(); ++x) {
          const double exact = expectedValue(c, o, k, exactSumOf(c, o, image, k, y, x));
          const LanePlace place = placeOf(maps, image, y, x);
          const std::int64_t plane = firstPlane + (c.steps.output ? k / packedChannels : k);
          const float* vector = output.plane(plane) + place.y * maps.rowStride() + place.x * lanes;
          double found = static_cast<double>(vector[place.lane]);
          double allowed = 1e-5 * (1.0 + std::abs(exact));
          double wanted = exact;
          if (c.steps.output) {
            const auto* bytes = reinterpret_cast<const std::uint8_t*>(vector);
            found = bytes[place.lane * packedChannels + k % packedChannels];
            wanted = std::clamp(exact / static_cast<double>(c.steps.output->step) + c.steps.output->zero, 0.0, 255.0);
            allowed = 0.5 + 1e-3;
          }
          if (!(std::abs(found - wanted) <= allowed))
            return "map " + std::to_string(k) + " at " + std::to_string(y) + "," + std::to_string(x) + ": " +
                   std::to_string(found) + ", not " + std::to_string(wanted);
        }
  return {};
}

/// The elements that mean something, as bits, in order.
std::vector<std::uint32_t> insideBits(const Int8Case& c, const LaneTensor& output, std::int64_t firstPlane) {
  std::vector<std::uint32_t> bits;
  const LaneMaps& maps = output.maps();
  const std::int64_t planes = c.steps.output ? c.params.outputs / packedChannels : c.params.outputs;
  for (std::int64_t plane = firstPlane; plane < firstPlane + planes; ++plane)
    for (std::int64_t image = 0; image < c.images(); ++image)
      for (std::int64_t y = 0; y < c.outHeight(); ++y)
        for (std::int64_t x = 0; x < c.outWidth(); ++x) {
          const LanePlace place = placeOf(maps, image, y, x);
          std::uint32_t word;
          std::memcpy(&word, output.plane(plane) + place.y * maps.rowStride() + place.x * lanes + place.lane, 4);
          bits.push_back(word);
        }
  return bits;
}

Int8Case randomInt8Case(std::mt19937& random) {
  const auto pick = [&](int low, int high) {
    return low + static_cast<std::int64_t>(random() % static_cast<unsigned>(high - low + 1));
  };
  Int8Case c;
  model::Window2d& w = c.params.window;
  c.params.outputs = pick(1, 21);
  w = {.kernelH = pick(1, 4), .kernelW = pick(1, 4), .strideH = pick(1, 3), .strideW = pick(1, 3)};
  w.dilationH = pick(1, 4) == 4 ? 2 : 1;
  w.dilationW = pick(1, 4) == 4 ? 2 : 1;
  w.padTop = pick(0, 2);
  w.padLeft = pick(0, 2);
  w.padBottom = pick(0, 2);
  w.padRight = pick(0, 2);
  c.channels = pick(1, 10);
  c.height = (w.kernelH - 1) * w.dilationH + 1 + pick(0, 12);
  c.width = (w.kernelW - 1) * w.dilationW + 1 + pick(0, 30);
  c.use = pick(0, 3) == 0 ? LaneUse::Images : LaneUse::Tiles;
  if (c.use == LaneUse::Images)
    c.height = std::min<std::int64_t>(c.height, (w.kernelH - 1) * w.dilationH + 3);
  const std::vector<Epilogue> epilogues{{}, reluEpilogue, {.slope = 0.1F}, {.slope = 0.0F, .high = 1.5F}};
  c.epilogue = epilogues[random() % epilogues.size()];
  c.steps.input = {.step = 0.004F, .zero = static_cast<std::int32_t>(pick(0, 1) * pick(0, 255))};
  if (pick(0, 2) != 0)
    c.steps.output = Quantization{.step = 0.01F, .zero = c.epilogue.slope == 0.0F ? 0 : 120};
  c.bias = pick(0, 3) != 0;
  return c;
}

std::vector<Int8Case> int8Cases() {
  std::mt19937 random(20240607);
  std::vector<Int8Case> cases;
  for (int i = 0; i < 120; ++i)
    cases.push_back(randomInt8Case(random));
  // Rows of every register block, a fully connected layer over 16 images, a point-wise layer with padding.
  const Int8Steps steps{{.step = 0.01F, .zero = 0}, Quantization{.step = 0.02F, .zero = 0}};
  for (const std::int64_t width : {4, 11, 23, 28, 52})
    cases.push_back({.channels = 20,
                     .height = 5,
                     .width = width,
                     .params = {.outputs = 36, .window = {}},
                     .epilogue = reluEpilogue,
                     .steps = steps});
  cases.push_back({.channels = 130,
                   .params = {.outputs = 50, .window = {}},
                   .use = LaneUse::Images,
                   .steps = {{.step = 0.01F, .zero = 3}, {}}});
  cases.push_back({.channels = 9,
                   .height = 13,
                   .width = 13,
                   .params = {.outputs = 10, .window = {.padTop = 1, .padLeft = 1, .padBottom = 1, .padRight = 1}},
                   .epilogue = reluEpilogue,
                   .steps = steps});
  return cases;
}

/// A whole call.
void runKernel(const ConvKernel& kernel, const LaneTensor& input, LaneTensor& output, std::int64_t plane = 0,
               bool parallel = false) {
  kernel.run({.input = input, .output = output, .outputPlane = plane, .parallel = parallel, .stop = {}});
}

}  // namespace

class tst_int8_conv : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void sumsAreExactOnEveryInstructionSet() {
    unsigned seed = 0;
    bool listed = false;
    for (const Int8Case& c : int8Cases()) {
      const Int8Operands o = operandsOf(c, ++seed);
      const bool roomy = seed % 2 == 0;
      const std::int64_t plane = roomy ? 2 : 0;
      const Int8Layout layout = layoutOf(c, roomy);
      const LaneTensor input = inputLanes(c, o, layout.input);
      std::vector<std::uint32_t> oracle;
      for (const Isa isa : supportedIsas()) {
        LaneTensor output(layout.output);
        const std::unique_ptr<ConvKernel> kernel = makeInt8Conv(o.layer, c.steps, isa);
        QVERIFY(kernel != nullptr);
        listed = listed || kernel->name() == "int8-sparse";
        runKernel(*kernel, input, output, plane);
        const std::string name = std::string(isaName(isa)) + " " + c.text() + ": ";
        const std::string found = checkOutput(c, o, output, plane);
        QVERIFY2(found.empty(), (name + found).c_str());
        const std::vector<std::uint32_t> bits = insideBits(c, output, plane);
        if (isa == Isa::Scalar)
          oracle = bits;
        QVERIFY2(bits == oracle, (name + "other bits than the oracle's").c_str());
        for (const int threads : {1, 2}) {
          LaneTensor again(layout.output);
          ThreadArena(threads).run([&] { runKernel(*kernel, input, again, plane, true); });
          QVERIFY2(insideBits(c, again, plane) == bits, (name + std::to_string(threads) + " threads").c_str());
        }
      }
    }
    QVERIFY2(listed || supportedIsas().back() != Isa::Vnni, "no case listed its weights");
  }

  /// |error| <= sum |w| step_x / 2 + sum |x| step_w / 2 (+ half an output step): what rounding both factors can do.
  void staysWithinTheQuantisationError() {
    Int8Case c{
        .channels = 12, .height = 9, .width = 10, .params = {.outputs = 7, .window = {.kernelH = 3, .kernelW = 3}}};
    const Int8Operands o = operandsOf(c, 5);
    std::mt19937 random(6);
    std::vector<float> real(o.input.size());
    Int8Operands rounded = o;
    c.steps.input = quantizationFor(-1.0F, 1.0F);
    for (std::size_t i = 0; i < real.size(); ++i) {
      real[i] = static_cast<float>(random() >> 8) * 0x1p-23F - 1.0F;
      rounded.input[i] = static_cast<std::uint8_t>(std::nearbyintf(real[i] / c.steps.input.step) +
                                                   static_cast<float>(c.steps.input.zero));
    }
    const Int8Layout layout = layoutOf(c, false);
    LaneTensor output(layout.output);
    runKernel(*makeInt8Conv(o.layer, c.steps, defaultIsa()), inputLanes(c, rounded, layout.input), output);
    for (std::int64_t k = 0; k < c.params.outputs; ++k)
      for (std::int64_t y = 0; y < c.outHeight(); ++y)
        for (std::int64_t x = 0; x < c.outWidth(); ++x) {
          double exact = static_cast<double>(o.layer.bias->values()[static_cast<std::size_t>(k)]);
          double bound = 1e-4;
          for (std::int64_t i = 0; i < c.channels * 9; ++i) {
            const std::int64_t at = (i / 9 * c.height + y + i / 3 % 3) * c.width + x + i % 3;
            const double v = static_cast<double>(real[static_cast<std::size_t>(at)]);
            const double w =
                static_cast<double>(o.layer.weights->values()[static_cast<std::size_t>(k * c.channels * 9 + i)]);
            const auto weightStep = static_cast<double>(o.weights.steps[static_cast<std::size_t>(k)]);
            const auto step = static_cast<double>(c.steps.input.step);
            exact += v * w;
            bound += std::abs(w) * step / 2 + (std::abs(v) + step / 2) * weightStep / 2;
          }
          const LanePlace place = placeOf(layout.output, 0, y, x);
          const double found =
              static_cast<double>(output.plane(k)[place.y * layout.output.rowStride() + place.x * lanes + place.lane]);
          QVERIFY2(std::abs(found - exact) <= bound, (std::to_string(found) + " " + std::to_string(exact)).c_str());
        }
  }

  void saturates() {
    for (const Isa isa : supportedIsas())
      for (const float sign : {-1.0F, 1.0F}) {
        const auto weights = std::make_shared<Tensor>(Shape{4, 4, 1, 1}, sign);
        const ConvLayer layer{
            .params = {.outputs = 4, .window = {}}, .weights = weights, .bias = nullptr, .epilogue = {}};
        const Int8Steps steps{{.step = 1.0F, .zero = 0}, Quantization{.step = 1e-9F, .zero = 0}};
        const LaneMaps maps = laneMaps(LaneUse::Images, 4, 1, 1, {}, LaneType::U8);
        LaneTensor input(maps), output(maps);
        std::memset(input.bytes(), 255, 64);
        runKernel(*makeInt8Conv(layer, steps, isa), input, output);
        for (int i = 0; i < 64; ++i)
          QCOMPARE(static_cast<int>(output.bytes()[i]), sign > 0.0F ? 255 : 0);
      }
  }

  void refusesWhatDoesNotFit() {
    const auto weights = std::make_shared<Tensor>(Shape{4, 2, 1, 1}, 1.0F);
    QVERIFY(
        makeInt8Conv(
            {.params = {.outputs = 4, .window = {}, .groups = 2}, .weights = weights, .bias = nullptr, .epilogue = {}},
            {}, Isa::Scalar) == nullptr);
    const auto deep = std::make_shared<Tensor>(Shape{1, 40000, 1, 1}, 1.0F);
    QVERIFY(makeInt8Conv({.params = {.outputs = 1, .window = {}}, .weights = deep, .bias = nullptr, .epilogue = {}}, {},
                         Isa::Scalar) == nullptr);
    const auto kernel = makeInt8Conv(
        {.params = {.outputs = 4, .window = {}}, .weights = weights, .bias = nullptr, .epilogue = {}}, {}, Isa::Scalar);
    LaneTensor floats(laneMaps(LaneUse::Tiles, 4, 8, 8));
    QVERIFY_EXCEPTION_THROWN(runKernel(*kernel, floats, floats), Error);
  }
};

EFFORTLAB_TEST(tst_int8_conv)
#include "tst_int8_conv.moc"
