#include "nn/reference/elementwise.h"

#include "nn/reference/coordinates.h"

#include <cmath>

namespace effortlab::nn::reference {

namespace {

/// The element that stands at `at` once the operand is stretched to the output.
double stretchedElement(const Tensor& operand, const Shape& at) {
  const Shape& shape = operand.shape();
  Shape own = shape;
  for (int axis = 0; axis < shape.rank(); ++axis)
    own[axis] = shape[axis] == 1 ? 0 : at[at.rank() - shape.rank() + axis];
  return operand.data()[indexOf(own, shape)];
}

double joined(model::ElementwiseKind kind, double a, double b) {
  using model::ElementwiseKind;
  switch (kind) {
    case ElementwiseKind::Add:
    case ElementwiseKind::Mean: return a + b;
    case ElementwiseKind::Subtract: return a - b;
    case ElementwiseKind::Multiply: return a * b;
    case ElementwiseKind::Divide: return a / b;
    case ElementwiseKind::Power: return std::pow(a, b);
    case ElementwiseKind::Max: return std::isnan(a) || std::isnan(b) ? std::nan("") : std::fmax(a, b);
    case ElementwiseKind::Min: return std::isnan(a) || std::isnan(b) ? std::nan("") : std::fmin(a, b);
  }
  return std::nan("");
}

}  // namespace

void elementwise(const ElementwiseCall& call, const std::stop_token& stop) {
  for (std::int64_t i = 0; i < call.output.size() && !stop.stop_requested(); ++i) {
    const Shape at = coordinatesOf(i, call.output.shape());
    double value = call.coefficient(0) * stretchedElement(*call.operands[0], at);
    for (std::size_t k = 1; k < call.operands.size(); ++k)
      value = joined(call.params.kind, value, call.coefficient(k) * stretchedElement(*call.operands[k], at));
    if (call.params.kind == model::ElementwiseKind::Mean)
      value /= static_cast<double>(call.operands.size());
    call.output.data()[i] = static_cast<float>(value);
  }
}

}  // namespace effortlab::nn::reference
