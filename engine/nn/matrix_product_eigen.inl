// Eigen's product under a namespace of its own, so that the linker cannot merge code for different instruction sets.
// Included by the matrix_product_<isa>.cpp files, which define EFFORTLAB_EIGEN_NAMESPACE and EFFORTLAB_MULTIPLY.
#define Eigen EFFORTLAB_EIGEN_NAMESPACE
#define EIGEN_DONT_PARALLELIZE
#define EIGEN_MPL2_ONLY
#define EIGEN_NO_DEBUG
#define EIGEN_NO_IO

#include "nn/matrix_product.h"

#include <Eigen/Core>

namespace effortlab::nn {

void EFFORTLAB_MULTIPLY(const MatrixProduct& product) {
  using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  using Input = Eigen::Map<const Matrix, 0, Eigen::OuterStride<>>;
  using Output = Eigen::Map<Matrix, 0, Eigen::OuterStride<>>;
  const Input left(product.left.data, product.rows, product.depth, Eigen::OuterStride<>(product.left.stride));
  const Input right(product.right.data, product.depth, product.columns, Eigen::OuterStride<>(product.right.stride));
  Output out(product.out, product.rows, product.columns, Eigen::OuterStride<>(product.outStride));
  if (product.accumulate)
    out.noalias() += left * right;
  else
    out.noalias() = left * right;
}

}  // namespace effortlab::nn
