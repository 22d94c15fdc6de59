#include "nn/reference/reduce.h"

#include "nn/reference/coordinates.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace effortlab::nn::reference {

namespace {

template <typename Term>
double sumOf(const std::vector<double>& elements, const Term& term) {
  double sum = 0.0;
  for (const double element : elements)
    sum += term(element);
  return sum;
}

/// Largest of sign * elements, or NaN if there is one.
double largest(const std::vector<double>& elements, double sign) {
  double result = -std::numeric_limits<double>::infinity();
  for (const double element : elements) {
    if (std::isnan(element))
      return element;
    result = std::max(result, sign * element);
  }
  return sign * result;
}

double reducedValue(model::ReduceKind kind, const std::vector<double>& elements) {
  const auto plain = [](double x) { return x; };
  const auto square = [](double x) { return x * x; };
  const auto count = static_cast<double>(elements.size());
  const double top = largest(elements, 1.0);
  switch (kind) {
    case model::ReduceKind::Mean: return sumOf(elements, plain) / count;
    case model::ReduceKind::Sum: return sumOf(elements, plain);
    case model::ReduceKind::Max: return top;
    case model::ReduceKind::Min: return largest(elements, -1.0);
    case model::ReduceKind::L1: return sumOf(elements, [](double x) { return std::abs(x); });
    case model::ReduceKind::L2: return std::sqrt(sumOf(elements, square));
    case model::ReduceKind::LogSum: return std::log(sumOf(elements, plain));
    case model::ReduceKind::SumSquare: return sumOf(elements, square);
    case model::ReduceKind::LogSumExp:
      return std::isfinite(top) ? top + std::log(sumOf(elements, [&](double x) { return std::exp(x - top); })) : top;
    case model::ReduceKind::Product: break;
  }
  double product = 1.0;
  for (const double element : elements)
    product *= element;
  return product;
}

}  // namespace

void reduce(const ReduceCall& call, const std::stop_token& stop) {
  const Shape& in = call.input.shape();
  Shape kept = in;  // the output with its reduced axes
  for (int axis = 0; axis < in.rank(); ++axis)
    if (call.reduced[static_cast<std::size_t>(axis)])
      kept[axis] = 1;
  std::vector<std::vector<double>> elements(static_cast<std::size_t>(call.output.size()));
  for (std::int64_t i = 0; i < call.input.size() && !stop.stop_requested(); ++i) {
    Shape at = coordinatesOf(i, in);
    for (int axis = 0; axis < in.rank(); ++axis)
      if (call.reduced[static_cast<std::size_t>(axis)])
        at[axis] = 0;
    elements[static_cast<std::size_t>(indexOf(at, kept))].push_back(call.input.data()[i]);
  }
  for (std::size_t i = 0; i < elements.size(); ++i)
    call.output.data()[i] = static_cast<float>(reducedValue(call.kind, elements[i]));
}

}  // namespace effortlab::nn::reference
