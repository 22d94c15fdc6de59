#pragma once

#include "nn/network.h"
#include "nn/onednn_engine.h"

#include <memory>
#include <stop_token>
#include <vector>

namespace effortlab::nn {

/// A graph prepared for one input shape and number of threads: primitives, weights in their layouts, memory. One run at
/// a time.
class OneDnnPlan {
public:
  struct Options {
    OneDnnConvolution convolution = OneDnnConvolution::Direct;
    int threads = 1;
  };

  /// Errors: Error{ShapeMismatch, Unsupported}.
  OneDnnPlan(const Network& network, const Shape& input, const Options& options);
  ~OneDnnPlan();

  /// The first `count` outputs. Errors: Error{Cancelled}.
  std::vector<Tensor> run(const Tensor& batch, std::size_t count, const std::stop_token& stop,
                          std::vector<double>* nodeMs);

private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace effortlab::nn
