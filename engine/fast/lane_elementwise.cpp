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
  const std::int64_t count = out.tileW * lanes;
  for (std::int64_t plane = 0; plane < planes; ++plane) {
    for (std::int64_t y = 0; y < out.tileH; ++y) {
      float* row = target.plane(to + plane) + y * out.rowStride();
      const auto operandRow = [&](const LaneOperand& operand) {
        return operand.tensor->plane(operand.firstPlane + plane) + y * operand.tensor->maps().rowStride();
      };
      std::copy_n(operandRow(operands.front()), count, row);
      for (const LaneOperand& operand : operands.subspan(1))
        addRow(operandRow(operand), count, row);
      if (!epilogue.identity())
        epilogueRow(row, count, epilogue.slope, epilogue.low, epilogue.high, row);
    }
  }
}

}  // namespace effortlab::fast
