#pragma once

#include "model/layer_params.h"

#include <algorithm>
#include <cmath>

/// The formulas of activation.cpp: one element, with the layer's parameters. A comparison with NaN is false; each
/// formula is arranged so that NaN comes out as NaN.
namespace effortlab::nn::activation {

using Params = model::ActivationParams;

inline float leakyRelu(float x, const Params& p) {
  return x < 0.0F ? p.alpha * x : x;
}

inline float thresholdedRelu(float x, const Params& p) {
  return x <= p.alpha ? 0.0F : x;
}

/// Where the ends cross, the high one wins.
inline float clip(float x, const Params& p) {
  const float raised = x < p.alpha ? p.alpha : x;
  return raised > p.beta ? p.beta : raised;
}

inline float elu(float x, const Params& p) {
  return x < 0.0F ? p.alpha * std::expm1(x) : x;
}

inline float selu(float x, const Params& p) {
  return p.beta * (x <= 0.0F ? p.alpha * std::expm1(x) : x);
}

inline float celu(float x, const Params& p) {
  return x < 0.0F ? p.alpha * std::expm1(x / p.alpha) : x;
}

inline float unitClip(float x) {
  return x < 0.0F ? 0.0F : x > 1.0F ? 1.0F : x;
}

inline float hardSigmoid(float x, const Params& p) {
  return unitClip(p.alpha * x + p.beta);
}

inline float hardSwish(float x, const Params&) {
  constexpr float slope = 1.0F / 6.0F;
  constexpr float middle = 0.5F;
  return x * unitClip(slope * x + middle);
}

inline float swish(float x, const Params&) {
  return x / (1.0F + std::exp(-x));
}

/// x tanh(softplus(x)), tanh and log worked out: with t = exp(-|x|), which cannot overflow.
inline float mish(float x, const Params&) {
  const float t = std::exp(-std::abs(x));
  if (x >= 0.0F)
    return x * (1.0F + 2.0F * t) / (1.0F + 2.0F * t + 2.0F * t * t);
  return x * (t * t + 2.0F * t) / (t * t + 2.0F * t + 2.0F);
}

inline float softplus(float x, const Params&) {
  return (x < 0.0F ? 0.0F : x) + std::log1p(std::exp(-std::abs(x)));
}

inline float softsign(float x, const Params&) {
  return x / (1.0F + std::abs(x));
}

/// Caffe's layer is most often the square, or linear.
inline float power(float x, const Params& p) {
  const float base = p.beta * x + p.gamma;
  if (p.alpha == 1.0F)
    return base;
  return p.alpha == 2.0F ? base * base : std::pow(base, p.alpha);
}

inline float sign(float x, const Params&) {
  if (x > 0.0F)
    return 1.0F;
  if (x < 0.0F)
    return -1.0F;
  return x == 0.0F ? 0.0F : x;
}

}  // namespace effortlab::nn::activation
