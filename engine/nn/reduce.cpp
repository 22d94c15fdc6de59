#include "nn/reduce.h"

#include "core/error.h"
#include "core/parallel.h"
#include "nn/layer_checks.h"
#include "nn/reference/reduce.h"
#include "nn/tensor_layout.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace effortlab::nn {

namespace {

constexpr std::int64_t reduceTask = 65536;   ///< input elements a task
constexpr std::int64_t reduceColumns = 256;  ///< results kept at once: their sums stay in the L1 cache
constexpr std::size_t reduceLanes = 8;       ///< sums side by side along one run, so that additions overlap

/// Whether each axis is reduced; no axis named means all.
std::vector<bool> reducedAxes(const model::Node& node, const Shape& input) {
  const auto& axes = std::get<model::ReduceParams>(node.params).axes;
  std::vector<bool> reduced(static_cast<std::size_t>(input.rank()), axes.empty());
  for (const int axis : resolveAxes(axes, input.rank()))
    reduced[static_cast<std::size_t>(axis)] = true;
  return reduced;
}

std::vector<Shape> reduceShapes(const model::Node& node, std::span<const Shape> inputs) {
  requireInputs(inputs, 1);
  requireFilled(inputs);
  const bool keepDims = std::get<model::ReduceParams>(node.params).keepDims;
  const std::vector<bool> reduced = reducedAxes(node, inputs[0]);
  std::vector<std::int64_t> dims;
  for (int axis = 0; axis < inputs[0].rank(); ++axis)
    if (!reduced[static_cast<std::size_t>(axis)])
      dims.push_back(inputs[0][axis]);
    else if (keepDims)
      dims.push_back(1);
  return {Shape(std::span<const std::int64_t>(dims))};
}

/// What becomes of an element and how two results join; all in double precision. `shift` is for FoldExponential.
struct FoldSum {
  static constexpr double start = 0.0;
  static double term(float x, double) { return x; }
  static double join(double a, double b) { return a + b; }
};
struct FoldMagnitude : FoldSum {
  static double term(float x, double) { return std::abs(x); }
};
struct FoldSquare : FoldSum {
  static double term(float x, double) { return static_cast<double>(x) * x; }
};
struct FoldExponential : FoldSum {
  static double term(float x, double shift) { return std::exp(x - shift); }
};
struct FoldProduct {
  static constexpr double start = 1.0;
  static double term(float x, double) { return x; }
  static double join(double a, double b) { return a * b; }
};
/// NaN stays NaN, as in numpy.
struct FoldMax {
  static constexpr double start = -std::numeric_limits<double>::infinity();
  static double term(float x, double) { return x; }
  static double join(double a, double b) { return a > b || a != a ? a : b; }
};
struct FoldMin {
  static constexpr double start = std::numeric_limits<double>::infinity();
  static double term(float x, double) { return x; }
  static double join(double a, double b) { return a < b || a != a ? a : b; }
};

/// Where the results and what each is made of lie in the input.
struct ReduceWalk {
  explicit ReduceWalk(const ReduceCall& call) : data(call.input.data()) {
    const Shape& shape = call.input.shape();
    const AxisNumbers inputStrides = rowMajorStrides(shape);
    for (std::size_t axis = 0; axis < call.reduced.size(); ++axis) {
      StridedAxes& axes = call.reduced[axis] ? reduced : kept;
      axes.dims[static_cast<std::size_t>(axes.rank)] = shape[static_cast<int>(axis)];
      axes.strides[static_cast<std::size_t>(axes.rank)] = inputStrides[axis];
      ++axes.rank;
    }
    joinAxes({&kept, 1});
    joinAxes({&reduced, 1});
    terms = call.input.size() / call.output.size();
  }

  /// Whether neighbouring results are made of neighbouring elements; otherwise neighbours join into one result.
  bool byColumns() const { return kept.strides[static_cast<std::size_t>(kept.rank) - 1] == 1; }

  const float* data;
  StridedAxes kept, reduced;
  std::int64_t terms = 0;  ///< elements a result
};

template <typename Fold>
double foldRun(const float* from, std::int64_t count, double shift) {
  std::array<double, reduceLanes> sums;
  sums.fill(Fold::start);
  constexpr auto step = static_cast<std::int64_t>(reduceLanes);
  std::int64_t i = 0;
  for (; i + step <= count; i += step)
    for (std::size_t lane = 0; lane < reduceLanes; ++lane)
      sums[lane] = Fold::join(sums[lane], Fold::term(from[i + static_cast<std::int64_t>(lane)], shift));
  double total = Fold::start;
  for (const double sum : sums)
    total = Fold::join(total, sum);
  for (; i < count; ++i)
    total = Fold::join(total, Fold::term(from[i], shift));
  return total;
}

/// `count` neighbouring results from element `first` on.
template <typename Fold>
void foldResults(const ReduceWalk& walk, std::int64_t first, std::int64_t count, const double* shifts, double* to) {
  const float* from = walk.data + first;
  std::fill_n(to, count, Fold::start);
  if (walk.byColumns()) {
    RowWalk elements({&walk.reduced, 1}, 0);
    for (std::int64_t term = 0; term < walk.terms; ++term, elements.advance(1)) {
      const float* row = from + elements.offset(0);
      for (std::int64_t i = 0; i < count; ++i)
        to[i] = Fold::join(to[i], Fold::term(row[i], shifts[i]));
    }
  } else if (walk.reduced.rank == 1) {
    *to = foldRun<Fold>(from, walk.terms, *shifts);
  } else {
    RowWalk elements({&walk.reduced, 1}, 0);
    for (std::int64_t done = 0; done < walk.terms;) {
      const std::int64_t run = elements.rowLeft();
      *to = Fold::join(*to, foldRun<Fold>(from + elements.offset(0), run, *shifts));
      elements.advance(run);
      done += run;
    }
  }
}

using FoldKernel = void (*)(const ReduceWalk&, std::int64_t, std::int64_t, const double*, double*);

FoldKernel foldKernel(model::ReduceKind kind) {
  using model::ReduceKind;
  switch (kind) {
    case ReduceKind::Mean:
    case ReduceKind::Sum:
    case ReduceKind::LogSum: return foldResults<FoldSum>;
    case ReduceKind::Max: return foldResults<FoldMax>;
    case ReduceKind::Min: return foldResults<FoldMin>;
    case ReduceKind::Product: return foldResults<FoldProduct>;
    case ReduceKind::L1: return foldResults<FoldMagnitude>;
    case ReduceKind::L2:
    case ReduceKind::SumSquare: return foldResults<FoldSquare>;
    case ReduceKind::LogSumExp: return foldResults<FoldExponential>;
  }
  return foldResults<FoldSum>;
}

double finishedResult(model::ReduceKind kind, double total, std::int64_t terms, double shift) {
  switch (kind) {
    case model::ReduceKind::Mean: return total / static_cast<double>(terms);
    case model::ReduceKind::L2: return std::sqrt(total);
    case model::ReduceKind::LogSum: return std::log(total);
    case model::ReduceKind::LogSumExp: return std::isfinite(shift) ? std::log(total) + shift : shift;
    default: return total;
  }
}

/// At most reduceColumns neighbouring results.
void reduceStretch(const ReduceCall& call, const ReduceWalk& walk, std::int64_t first, std::int64_t count, float* to) {
  std::array<double, reduceColumns> shifts;  // not all of them are used: left uninitialised
  std::array<double, reduceColumns> totals;
  std::fill_n(shifts.begin(), count, 0.0);
  if (call.kind == model::ReduceKind::LogSumExp) {  // the largest is subtracted first: exp cannot overflow
    foldResults<FoldMax>(walk, first, count, shifts.data(), totals.data());
    std::copy_n(totals.begin(), count, shifts.begin());
  }
  foldKernel(call.kind)(walk, first, count, shifts.data(), totals.data());
  for (std::int64_t i = 0; i < count; ++i) {
    const auto at = static_cast<std::size_t>(i);
    to[i] = static_cast<float>(finishedResult(call.kind, totals[at], walk.terms, shifts[at]));
  }
}

void reduceFast(const ReduceCall& call, const KernelContext& context) {
  const ReduceWalk walk(call);
  const std::int64_t results = call.output.size();
  const std::int64_t block = std::max<std::int64_t>(1, reduceTask / walk.terms);
  const std::int64_t atOnce = walk.byColumns() ? reduceColumns : 1;
  const bool parallel = context.parallel && context.kernels == KernelSet::Eigen;
  parallelFor((results + block - 1) / block, parallel, [&](std::int64_t task) {
    RowWalk places({&walk.kept, 1}, task * block);
    const std::int64_t end = std::min(results, (task + 1) * block);
    for (std::int64_t i = task * block; i < end && !context.stop.stop_requested();) {
      const std::int64_t count = std::min({end - i, places.rowLeft(), atOnce});
      reduceStretch(call, walk, places.offset(0), count, call.output.data() + i);
      places.advance(count);
      i += count;
    }
  });
}

void reduceRun(const model::Node& node, std::span<const Tensor* const> inputs, std::span<Tensor> outputs,
               const KernelContext& context) {
  const ReduceCall call{std::get<model::ReduceParams>(node.params).kind, *inputs[0],
                        reducedAxes(node, inputs[0]->shape()), outputs[0]};
  if (context.kernels == KernelSet::Reference)
    reference::reduce(call, context.stop);
  else
    reduceFast(call, context);
}

bool reducePerImage(const model::Node& node, std::span<const Shape> inputs) {
  const std::vector<bool> reduced = reducedAxes(node, inputs[0]);
  return !reduced.empty() && !reduced[0];
}

}  // namespace

const LayerOps reduceOps{reduceShapes, noMacs, reduceRun, reducePerImage};

}  // namespace effortlab::nn
