#include "fast/lane_elementwise.h"

#include "nn/clones.h"

#include <algorithm>
#include <cmath>

namespace effortlab::fast {

namespace {

EFFORTLAB_CLONES
void epilogueRow(const float* in, std::int64_t count, float slope, float low, float high, float* out) {
  for (std::int64_t i = 0; i < count; ++i) {
    const float x = in[i] < 0.0F ? slope * in[i] : in[i];
    const float raised = x < low ? low : x;
    out[i] = raised > high ? high : raised;
  }
}

EFFORTLAB_CLONES
void sumRow(const float* a, const float* b, std::int64_t count, float* out) {
  for (std::int64_t i = 0; i < count; ++i)
    out[i] = a[i] + b[i];
}

EFFORTLAB_CLONES
void addRow(const float* in, std::int64_t count, float* out) {
  for (std::int64_t i = 0; i < count; ++i)
    out[i] += in[i];
}

}  // namespace

void applyEpilogue(const LaneTensor& source, PlaneRange from, const Epilogue& epilogue, LaneTensor& target,
                   std::int64_t to) {
  const LaneMaps& in = source.maps();
  const LaneMaps& out = target.maps();
  // In memory that halos share, a slope of 1 and no bounds still copy.
  for (std::int64_t plane = 0; plane < from.count; ++plane)
    for (std::int64_t y = 0; y < in.tileH; ++y)
      epilogueRow(source.plane(from.first + plane) + y * in.rowStride(), in.tileW * lanes, epilogue.slope, epilogue.low,
                  epilogue.high, target.plane(to + plane) + y * out.rowStride());
}

void sumLanes(std::span<const LaneOperand> operands, std::int64_t planes, const Epilogue& epilogue, LaneTensor& target,
              std::int64_t to) {
  const LaneMaps& out = target.maps();
  // Without halos the rows follow each other: one long row.
  const std::int64_t row = out.tileW * lanes;
  const auto isGapless = [row](const LaneTensor& tensor) { return tensor.maps().rowStride() == row; };
  const bool gapless = isGapless(target) && std::ranges::all_of(operands, [&](const LaneOperand& operand) {
                         return isGapless(*operand.tensor);
                       });
  const std::int64_t rows = gapless ? 1 : out.tileH;
  const std::int64_t count = gapless ? out.tileH * row : row;
  for (std::int64_t plane = 0; plane < planes; ++plane) {
    for (std::int64_t y = 0; y < rows; ++y) {
      float* sums = target.plane(to + plane) + y * out.rowStride();
      const auto operandRow = [&](const LaneOperand& operand) {
        return operand.tensor->plane(operand.firstPlane + plane) + y * operand.tensor->maps().rowStride();
      };
      if (operands.size() == 1)
        std::copy_n(operandRow(operands.front()), count, sums);
      else
        sumRow(operandRow(operands[0]), operandRow(operands[1]), count, sums);
      for (std::size_t i = 2; i < operands.size(); ++i)
        addRow(operandRow(operands[i]), count, sums);
      if (!epilogue.identity())
        epilogueRow(sums, count, epilogue.slope, epilogue.low, epilogue.high, sums);
    }
  }
}

}  // namespace effortlab::fast
