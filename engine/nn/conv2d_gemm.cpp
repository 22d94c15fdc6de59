#include "nn/conv2d_gemm.h"

#include "core/parallel.h"
#include "nn/im2col.h"
#include "nn/matrix_product.h"

#include <algorithm>
#include <cstring>

namespace effortlab::nn {

namespace {

constexpr std::int64_t columnFloats = std::int64_t{32} << 10;  ///< unfolded columns a block: 128 KiB, in the L2 cache
constexpr std::int64_t minColumns = 96;
constexpr std::int64_t maxColumns = 1008;
constexpr std::int64_t columnStep = 48;     ///< three AVX-512 vectors: the width of the product's register block
constexpr std::int64_t wantedTasks = 8;     ///< with fewer column blocks, output maps are split too
constexpr std::int64_t minRows = 32;        ///< output maps a task keeps, else unfolding outweighs the product
constexpr std::int64_t rowStep = 4;         ///< output maps in a register block
constexpr std::int64_t inPlacePixels = 96;  ///< 1x1 layers on smaller maps gather images to get wider products

std::int64_t ceilDivide(std::int64_t value, std::int64_t divisor) {
  return (value + divisor - 1) / divisor;
}
std::int64_t roundUp(std::int64_t value, std::int64_t step) {
  return ceilDivide(value, step) * step;
}

/// How one convolution is cut into matrix products; a function of its shapes alone.
struct GemmPlan {
  std::int64_t groupChannels = 0;
  std::int64_t groupOutputs = 0;
  std::int64_t depth = 0;   ///< products a neuron
  std::int64_t pixels = 0;  ///< of one output map
  bool inPlace = false;     ///< the input is the unfolded matrix already
  std::int64_t blockImages = 1;
  std::int64_t blockPixels = 0;
  std::int64_t imageBlocks = 0;
  std::int64_t pixelBlocks = 0;
  std::int64_t blockRows = 0;
  std::int64_t rowBlocks = 0;
  std::int64_t groups = 1;

  std::int64_t columnBlocks() const { return groups * imageBlocks * pixelBlocks; }
};

bool readsInputInPlace(const model::Window2d& w) {
  return w.kernelH == 1 && w.kernelW == 1 && w.strideH == 1 && w.strideW == 1 && w.padTop == 0 && w.padLeft == 0 &&
         w.padBottom == 0 && w.padRight == 0;
}

GemmPlan planConvolution(const Conv2dCall& call) {
  const Shape& weights = call.weights.shape();
  const Shape& out = call.output.shape();
  GemmPlan plan;
  plan.groups = call.params.groups;
  plan.groupChannels = weights[1];
  plan.groupOutputs = weights[0] / plan.groups;
  plan.depth = weights.elementCount(1, 4);
  plan.pixels = out[2] * out[3];
  plan.inPlace = readsInputInPlace(call.params.window) && (plan.pixels >= inPlacePixels || out[0] == 1);

  const std::int64_t columns = std::clamp(columnFloats / plan.depth / columnStep * columnStep, minColumns, maxColumns);
  plan.pixelBlocks = ceilDivide(plan.pixels, columns);
  plan.blockPixels = std::min(plan.pixels, roundUp(ceilDivide(plan.pixels, plan.pixelBlocks), columnStep));
  plan.pixelBlocks = ceilDivide(plan.pixels, plan.blockPixels);
  if (!plan.inPlace && plan.pixelBlocks == 1)
    plan.blockImages = std::clamp<std::int64_t>(columns / plan.pixels, 1, std::max<std::int64_t>(1, out[0]));
  plan.imageBlocks = ceilDivide(out[0], plan.blockImages);

  const std::int64_t split = std::max<std::int64_t>(1, wantedTasks / std::max<std::int64_t>(1, plan.columnBlocks()));
  plan.blockRows =
      std::min(plan.groupOutputs, std::max(minRows, roundUp(ceilDivide(plan.groupOutputs, split), rowStep)));
  plan.rowBlocks = ceilDivide(plan.groupOutputs, plan.blockRows);
  return plan;
}

/// One column block and where its data lie.
struct ColumnBlock {
  std::int64_t group = 0;
  std::int64_t firstImage = 0;
  std::int64_t images = 1;
  std::int64_t firstPixel = 0;
  std::int64_t pixels = 0;  ///< of each image
  MatrixView right;         ///< [depth, images * pixels]
};

ColumnBlock columnBlock(const GemmPlan& plan, std::int64_t index, std::int64_t batch) {
  ColumnBlock block;
  const std::int64_t perGroup = plan.imageBlocks * plan.pixelBlocks;
  block.group = index / perGroup;
  block.firstImage = index % perGroup / plan.pixelBlocks * plan.blockImages;
  block.images = std::min(plan.blockImages, batch - block.firstImage);
  block.firstPixel = index % plan.pixelBlocks * plan.blockPixels;
  block.pixels = std::min(plan.blockPixels, plan.pixels - block.firstPixel);
  return block;
}

/// Points the block at its unfolded pixels: the input itself, or this thread's buffer, filled here.
void unfold(const Conv2dCall& call, const GemmPlan& plan, ColumnBlock& block) {
  thread_local FloatBuffer buffer;
  const Shape& in = call.input.shape();
  const std::int64_t mapSize = in[2] * in[3];
  const auto maps = [&](std::int64_t image) {
    return call.input.data() + (image * in[1] + block.group * plan.groupChannels) * mapSize;
  };
  if (plan.inPlace) {
    block.right = {maps(block.firstImage) + block.firstPixel, mapSize};
    return;
  }
  const std::int64_t stride = block.images * block.pixels;
  if (buffer.size() < static_cast<std::size_t>(plan.depth * stride))
    buffer.resize(static_cast<std::size_t>(plan.depth * stride));
  for (std::int64_t i = 0; i < block.images; ++i) {
    const Im2colSource source{maps(block.firstImage + i), plan.groupChannels,    in[2], in[3],
                              call.params.window,         call.output.shape()[3]};
    im2col(source, block.firstPixel, block.pixels, buffer.data() + i * block.pixels, stride);
  }
  block.right = {buffer.data(), stride};
}

/// Output maps [firstRow, firstRow + rows) of the block's group.
void multiplyRows(const Conv2dCall& call, const GemmPlan& plan, const ColumnBlock& block, std::int64_t rowBlock) {
  thread_local FloatBuffer gathered;
  const std::int64_t firstMap = block.group * plan.groupOutputs + rowBlock * plan.blockRows;
  const std::int64_t rows = std::min(plan.blockRows, plan.groupOutputs - rowBlock * plan.blockRows);
  const std::int64_t columns = block.images * block.pixels;
  const auto target = [&](std::int64_t image, std::int64_t row) {
    return call.output.data() + (image * call.output.shape()[1] + firstMap + row) * plan.pixels + block.firstPixel;
  };
  const auto bias = [&](std::int64_t row) { return call.bias == nullptr ? 0.0F : call.bias[firstMap + row]; };
  MatrixProduct product{.rows = rows,
                        .columns = columns,
                        .depth = plan.depth,
                        .left = {call.weights.data() + firstMap * plan.depth, plan.depth},
                        .right = block.right,
                        .out = target(block.firstImage, 0),
                        .outStride = plan.pixels,
                        .accumulate = true};
  if (block.images > 1) {
    if (gathered.size() < static_cast<std::size_t>(rows * columns))
      gathered.resize(static_cast<std::size_t>(rows * columns));
    product.out = gathered.data();
    product.outStride = columns;
  }
  for (std::int64_t row = 0; row < rows; ++row)
    std::fill_n(product.out + row * product.outStride, columns, bias(row));
  multiply(product);
  if (block.images > 1)
    for (std::int64_t image = 0; image < block.images; ++image)
      for (std::int64_t row = 0; row < rows; ++row)
        std::copy_n(gathered.data() + row * columns + image * block.pixels, block.pixels,
                    target(block.firstImage + image, row));
}

}  // namespace

void conv2dGemm(const Conv2dCall& call, const KernelContext& context) {
  const GemmPlan plan = planConvolution(call);
  const std::int64_t batch = call.output.shape()[0];
  // Few column blocks: tasks share one, and each unfolds it again. A single thread unfolds once; the products are the
  // same.
  const std::int64_t rowTasks = context.parallel ? plan.rowBlocks : 1;
  parallelFor(plan.columnBlocks() * rowTasks, context.parallel, [&](std::int64_t task) {
    if (context.stop.stop_requested())
      return;
    ColumnBlock block = columnBlock(plan, task / rowTasks, batch);
    unfold(call, plan, block);
    const std::int64_t first = rowTasks == 1 ? 0 : task % rowTasks;
    const std::int64_t last = rowTasks == 1 ? plan.rowBlocks : first + 1;
    for (std::int64_t rowBlock = first; rowBlock < last; ++rowBlock)
      multiplyRows(call, plan, block, rowBlock);
  });
}

}  // namespace effortlab::nn
