#define EFFORTLAB_EIGEN_NAMESPACE EffortlabEigenBaseline
#define EFFORTLAB_MULTIPLY multiplyBaseline
#include "nn/matrix_product_eigen.inl"
