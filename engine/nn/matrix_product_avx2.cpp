#ifdef __AVX2__  // other processors build the baseline only
#define EFFORTLAB_EIGEN_NAMESPACE EffortlabEigenAvx2
#define EFFORTLAB_MULTIPLY multiplyAvx2
#include "nn/matrix_product_eigen.inl"
#endif
