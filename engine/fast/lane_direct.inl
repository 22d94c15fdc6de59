// Direct convolution in registers. Included by an instruction set's unit, inside its anonymous namespace, after Vec,
// vecFloats and vecLoad() ... are defined. A vector of 16 lanes is worked through in halves where Vec is smaller.

constexpr std::int64_t laneFloats = 16;

inline Vec directEpilogue(const LaneEpilogue& epilogue, Vec value) {
  switch (epilogue.kind) {
    case LaneEpilogue::Kind::None: return value;
    case LaneEpilogue::Kind::Relu: return vecMax(vecSet(0.0F), value);
    case LaneEpilogue::Kind::Slope: return vecSlope(value, vecSet(epilogue.slope));
    case LaneEpilogue::Kind::Clamp: break;
  }
  const Vec raised = vecMax(vecSet(epilogue.low), vecSlope(value, vecSet(epilogue.slope)));
  return vecMin(vecSet(epilogue.high), raised);
}

template <int Outputs, int Places>
inline void directStart(const DirectBlock& b, std::int64_t group, std::int64_t half, Vec (&sums)[Outputs][Places]) {
  const std::int64_t first = group * weightGroup;
  if (b.bias != nullptr) {
#pragma GCC unroll 16
    for (int k = 0; k < Outputs; ++k) {
      const Vec bias = vecSet(first + k < b.endOutput ? b.bias[first + k] : 0.0F);
#pragma GCC unroll 8
      for (int p = 0; p < Places; ++p)
        sums[k][p] = bias;
    }
    return;
  }
#pragma GCC unroll 16
  for (int k = 0; k < Outputs; ++k) {
    // Outputs beyond the last are computed, from zero weights, and not stored.
    const std::int64_t output = first + k < b.endOutput ? first + k : first;
#pragma GCC unroll 8
    for (int p = 0; p < Places; ++p)
      sums[k][p] = vecLoad(b.output + output * b.outputStride + b.outputAt[p] + half);
  }
}

template <int Outputs, int Places>
inline void directFinish(const DirectBlock& b, std::int64_t group, std::int64_t half, Vec (&sums)[Outputs][Places]) {
  const std::int64_t first = group * weightGroup;
  if (b.epilogue != nullptr && b.epilogue->kind != LaneEpilogue::Kind::None) {
    const LaneEpilogue epilogue = *b.epilogue;
#pragma GCC unroll 16
    for (int k = 0; k < Outputs; ++k)
#pragma GCC unroll 8
      for (int p = 0; p < Places; ++p)
        sums[k][p] = directEpilogue(epilogue, sums[k][p]);
  }
#pragma GCC unroll 16
  for (int k = 0; k < Outputs; ++k)
    if (first + k < b.endOutput) {
      float* output = b.output + (first + k) * b.outputStride + half;
#pragma GCC unroll 8
      for (int p = 0; p < Places; ++p)
        vecStore(output + b.outputAt[p], sums[k][p]);
    }
}

/// Groups x 4 outputs at once.
template <int Groups, int Places>
void directTile(const DirectBlock& b, std::int64_t group, std::int64_t half) {
  constexpr int outputs = Groups * 4;
  Vec sums[outputs][Places];
  directStart(b, group, half, sums);
  std::int64_t at[Places];
#pragma GCC unroll 8
  for (int p = 0; p < Places; ++p)
    at[p] = b.inputAt[p] + half;
  const float* weights[Groups];
#pragma GCC unroll 4
  for (int g = 0; g < Groups; ++g)
    weights[g] = b.weights + (group + g) * b.weightStride;
  for (std::int64_t t = 0; t < b.taps; ++t) {
    const float* input = b.input + b.tapAt[t];
    Vec x[Places];
#pragma GCC unroll 8
    for (int p = 0; p < Places; ++p)
      x[p] = vecLoad(input + at[p]);
#pragma GCC unroll 4
    for (int g = 0; g < Groups; ++g)
#pragma GCC unroll 4
      for (int k = 0; k < 4; ++k) {
        const Vec w = vecSet(weights[g][t * weightGroup + k]);
#pragma GCC unroll 8
        for (int p = 0; p < Places; ++p)
          sums[g * 4 + k][p] = vecFma(x[p], w, sums[g * 4 + k][p]);
      }
  }
  directFinish(b, group, half, sums);
}

template <int Groups, int Places>
void directOutputs(const DirectBlock& b) {
  const std::int64_t end = (b.endOutput + weightGroup - 1) / weightGroup;
  for (std::int64_t half = 0; half < laneFloats; half += vecFloats) {
    std::int64_t group = b.firstOutput / weightGroup;
    for (; group + Groups <= end; group += Groups)
      directTile<Groups, Places>(b, group, half);
    for (; group < end; ++group)
      directTile<1, Places>(b, group, half);
  }
}
