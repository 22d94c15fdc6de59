#include "nn/reference/matmul.h"

namespace effortlab::nn::reference {

void matmul(const MatMulCall& call, const std::stop_token& stop) {
  float* to = call.output.data();
  for (std::size_t product = 0; product < call.leftOffsets.size(); ++product) {
    const float* left = call.left.data + call.leftOffsets[product];
    const float* right = call.right.data + call.rightOffsets[product];
    for (std::int64_t row = 0; row < call.left.rows; ++row)
      for (std::int64_t column = 0; column < call.right.columns; ++column) {
        if (stop.stop_requested())
          return;
        double sum = 0.0;
        for (std::int64_t i = 0; i < call.left.columns; ++i)
          sum += static_cast<double>(left[row * call.left.rowStride + i * call.left.columnStride]) *
                 right[i * call.right.rowStride + column * call.right.columnStride];
        *to++ = static_cast<float>(call.alpha * sum);
      }
  }
}

}  // namespace effortlab::nn::reference
