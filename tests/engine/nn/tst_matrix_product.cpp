#include "nn/matrix_product.h"
#include "nn_support.h"
#include "support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace effortlab;
using namespace effortlab::tests;
using nn::MatrixProduct;

namespace effortlab::nn {
// The translation units behind multiply(), one an instruction set.
void multiplyBaseline(const MatrixProduct& product);
#if defined(__x86_64__)
void multiplyAvx2(const MatrixProduct& product);
void multiplyAvx512(const MatrixProduct& product);
#endif
}  // namespace effortlab::nn

namespace {

struct Sizes {
  std::int64_t rows;
  std::int64_t columns;
  std::int64_t depth;
};

constexpr Sizes sizes[] = {{1, 1, 1},     {1, 1, 700},    {5, 1, 33},    {1, 40, 9},    {3, 5, 7},
                           {4, 48, 64},   {5, 49, 65},    {17, 31, 1},   {33, 15, 129}, {64, 100, 576},
                           {50, 64, 500}, {7, 333, 1025}, {130, 97, 300}};

/// Largest error over its bound (depth + 2) * epsilon / 2 * sum of absolute products; at most 1 when right.
double worstError(void (*product)(const MatrixProduct&), const Sizes& s, bool accumulate) {
  constexpr std::int64_t gap = 3;  // rows are further apart than they are long
  const Tensor left = randomTensor({s.rows, s.depth + gap}, 1);
  const Tensor right = randomTensor({s.depth, s.columns + gap}, 2);
  Tensor out = randomTensor({s.rows, s.columns + gap}, 3);
  const Tensor before = out;
  product({.rows = s.rows,
           .columns = s.columns,
           .depth = s.depth,
           .left = {left.data(), s.depth + gap},
           .right = {right.data(), s.columns + gap},
           .out = out.data(),
           .outStride = s.columns + gap,
           .accumulate = accumulate});
  double worst = 0.0;
  for (std::int64_t i = 0; i < s.rows; ++i)
    for (std::int64_t j = 0; j < s.columns + gap; ++j) {
      const std::int64_t at = i * (s.columns + gap) + j;
      double sum = accumulate || j >= s.columns ? before.data()[at] : 0.0;
      double magnitude = std::abs(sum);
      for (std::int64_t k = 0; k < s.depth && j < s.columns; ++k) {
        const double term =
            static_cast<double>(left.data()[i * (s.depth + gap) + k]) * right.data()[k * (s.columns + gap) + j];
        sum += term;
        magnitude += std::abs(term);
      }
      const double bound = static_cast<double>(s.depth + 2) * std::numeric_limits<float>::epsilon() / 2 * magnitude;
      worst = std::max(worst, std::abs(out.data()[at] - sum) / (bound + 1e-37));
    }
  return worst;
}

}  // namespace

class tst_matrix_product : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void computesByHand() {
    const float left[] = {1, 2, 3, 4, 5, 6};
    const float right[] = {1, 0, 0, 1, 2, -1};
    float out[] = {100, 100, 100, 100};
    MatrixProduct product{
        .rows = 2, .columns = 2, .depth = 3, .left = {left, 3}, .right = {right, 2}, .out = out, .outStride = 2};
    nn::multiply(product);
    QCOMPARE(std::vector<float>(out, out + 4), (std::vector<float>{7, -1, 16, -1}));
    product.accumulate = true;
    nn::multiply(product);
    QCOMPARE(std::vector<float>(out, out + 4), (std::vector<float>{14, -2, 32, -2}));
  }

  void everyInstructionSetIsRight_data() {
    QTest::addColumn<QString>("isa");
    for (const char* isa : {"chosen", "sse2", "avx2", "avx512"})
      QTest::newRow(isa) << isa;
  }
  void everyInstructionSetIsRight() {
    QFETCH(QString, isa);
    void (*product)(const MatrixProduct&) = kernel(isa);
    if (product == nullptr)
      QSKIP("this processor lacks the instruction set");
    for (const Sizes& s : sizes)
      for (const bool accumulate : {false, true}) {
        const double worst = worstError(product, s, accumulate);
        QVERIFY2(worst <= 1.0, qPrintable(QString("%1 x %2 x %3, accumulate %4: %5 of the bound")
                                              .arg(s.rows)
                                              .arg(s.columns)
                                              .arg(s.depth)
                                              .arg(accumulate)
                                              .arg(worst)));
      }
  }

  void emptyProductsDoNothing() { nn::multiply({}); }

  void namesItsInstructionSet() { QVERIFY((QStringList{"sse2", "avx2", "avx512"}).contains(nn::matrixProductIsa())); }

private:
  static void (*kernel(const QString& isa))(const MatrixProduct&) {
    if (isa == "chosen")
      return nn::multiply;
    if (isa == "sse2")
      return nn::multiplyBaseline;
#if defined(__x86_64__)
    if (isa == "avx2" && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
      return nn::multiplyAvx2;
    if (isa == "avx512" && QString(nn::matrixProductIsa()) == "avx512")
      return nn::multiplyAvx512;
#endif
    return nullptr;
  }
};

EFFORTLAB_TEST(tst_matrix_product)
#include "tst_matrix_product.moc"
