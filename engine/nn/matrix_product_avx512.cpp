#ifdef __AVX512F__  // other processors build the baseline only
#define EFFORTLAB_EIGEN_NAMESPACE EffortlabEigenAvx512
#define EFFORTLAB_MULTIPLY multiplyAvx512
#include "nn/matrix_product_eigen.inl"
#endif
