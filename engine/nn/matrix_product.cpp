#include "nn/matrix_product.h"

namespace effortlab::nn {

// One a translation unit: see matrix_product_eigen.inl.
void multiplyBaseline(const MatrixProduct& product);
void multiplyAvx2(const MatrixProduct& product);
void multiplyAvx512(const MatrixProduct& product);

namespace {

struct ProductKernel {
  void (*multiply)(const MatrixProduct&);
  const char* isa;
};

ProductKernel chooseProductKernel() noexcept {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl"))
    return {multiplyAvx512, "avx512"};
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return {multiplyAvx2, "avx2"};
#endif
  return {multiplyBaseline, "sse2"};
}

const ProductKernel& productKernel() noexcept {
  static const ProductKernel kernel = chooseProductKernel();
  return kernel;
}

}  // namespace

void multiply(const MatrixProduct& product) {
  if (product.rows > 0 && product.columns > 0)
    productKernel().multiply(product);
}

const char* matrixProductIsa() noexcept {
  return productKernel().isa;
}

}  // namespace effortlab::nn
