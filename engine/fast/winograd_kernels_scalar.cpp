#include "fast/winograd_kernels.h"

// The oracle: the definitions, with the matrices as they are computed for the weights.
namespace effortlab::fast {

namespace {

/// B^T and A^T, computed once.
const WinogradMatrices& matricesOf(const WinogradSize& size) {
  static const std::vector<WinogradMatrices> all = [] {
    std::vector<WinogradMatrices> list;
    for (int points = 0; points <= maxWinogradPoints; ++points)
      for (int outputs = 0; outputs < maxWinogradPoints; ++outputs)
        list.push_back(points >= 2 && outputs >= 1 && outputs < points ? winogradMatrices({points, outputs})
                                                                       : WinogradMatrices{});
    return list;
  }();
  return all[static_cast<std::size_t>(size.points * maxWinogradPoints + size.outputs)];
}

/// result [n][n] = T x T^T for a matrix T [n][m].
void transformBothWays(const std::vector<double>& matrix, int n, int m, const float* x, float* result) {
  float half[maxWinogradPoints * maxWinogradPoints] = {};
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < m; ++j)
      for (int k = 0; k < m; ++k)
        half[i * m + j] += static_cast<float>(matrix[static_cast<std::size_t>(i * m + k)]) * x[k * m + j];
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) {
      float sum = 0.0F;
      for (int k = 0; k < m; ++k)
        sum += static_cast<float>(matrix[static_cast<std::size_t>(j * m + k)]) * half[i * m + k];
      result[i * n + j] = sum;
    }
}

void winogradInputScalar(const WinogradSize& size, const WinogradInput& call) {
  const int n = size.points;
  const WinogradMatrices& matrices = matricesOf(size);
  std::int64_t written = 0;
  for (std::int64_t lane = 0; lane < lanes; ++lane) {
    if ((call.keep >> lane & 1U) == 0)
      continue;
    float patch[maxWinogradPoints * maxWinogradPoints];
    float result[maxWinogradPoints * maxWinogradPoints];
    for (int i = 0; i < n; ++i)
      for (int j = 0; j < n; ++j)
        patch[i * n + j] = call.from[call.rows[i] + call.columns[j] + lane];
    transformBothWays(matrices.input, n, n, patch, result);
    for (int e = 0; e < n * n; ++e)
      call.to[e * call.step + written] = result[e];
    ++written;
  }
}

void winogradMultiplyScalar(const WinogradProduct& call) {
  for (std::int64_t s = 0; s < call.scalarCount; ++s)
    for (std::int64_t v = 0; v < call.vectorCount; ++v) {
      float sums[lanes] = {};
      for (std::int64_t d = 0; d < call.depth; ++d)
        for (std::int64_t lane = 0; lane < lanes; ++lane)
          sums[lane] +=
              call.vectors[d * call.vectorStride + v * lanes + lane] * call.scalars[d * call.scalarStride + s];
      for (std::int64_t lane = 0; lane < lanes; ++lane)
        call.out[s * call.outScalar + v * call.outVector + lane] = sums[lane];
    }
}

float finishedScalar(float x, const Epilogue& epilogue) {
  x = x < 0.0F ? epilogue.slope * x : x;
  x = x < epilogue.low ? epilogue.low : x;
  return x > epilogue.high ? epilogue.high : x;
}

void winogradOutputScalar(const WinogradSize& size, const WinogradOutput& call) {
  const int n = size.points;
  const WinogradMatrices& matrices = matricesOf(size);
  for (std::int64_t lane = 0; lane < lanes; ++lane) {
    float products[maxWinogradPoints * maxWinogradPoints];
    float result[maxWinogradPoints * maxWinogradPoints];
    for (int e = 0; e < n * n; ++e)
      products[e] = call.from[e * call.step + lane];
    transformBothWays(matrices.output, size.outputs, n, products, result);
    for (std::int64_t i = 0; i < call.rows; ++i)
      for (std::int64_t j = 0; j < call.columns; ++j)
        call.to[i * call.rowStride + j * lanes + lane] =
            finishedScalar(result[i * size.outputs + j] + call.bias[lane], call.epilogue);
  }
}

void winogradSpreadScalar(const WinogradSpread& call) {
  for (std::int64_t x = 0; x < call.columns; ++x) {
    const std::int64_t place = x + call.offset;
    call.to[place % call.side * call.phaseStride + place / call.side] =
        call.from[x % call.tileW * lanes + x / call.tileW];
  }
}

void winogradQuarterScalar(const WinogradQuarter& call) {
  for (std::int64_t map = 0; map < call.maps; ++map)
    for (std::int64_t i = 0; i < 4; ++i)
      call.to[map * call.planeStride + i] = call.pixels[i][map];
}

}  // namespace

const WinogradKernels& winogradKernelsScalar() {
  static const WinogradKernels kernels{winogradInputScalar, winogradMultiplyScalar, winogradOutputScalar,
                                       winogradSpreadScalar, winogradQuarterScalar};
  return kernels;
}

}  // namespace effortlab::fast
