#pragma once

#include "model/graph.h"

#include <cstdint>
#include <optional>
#include <random>
#include <vector>

namespace effortlab::tests {

/// The same numbers with every standard library.
class Dice {
public:
  explicit Dice(unsigned seed) : m_generator(seed) {}
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(m_generator() % static_cast<std::uint32_t>(high - low + 1));
  }
  bool oneIn(int count) { return between(1, count) == 1; }
  float real(float low, float high) { return low + (high - low) * static_cast<float>(m_generator() >> 8) * 0x1p-24F; }
  template <typename T>
  const T& pick(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(between(0, static_cast<std::int64_t>(from.size()) - 1))];
  }

private:
  std::mt19937 m_generator;
};

/// Layers of every kind with random parameters.
class RandomLayers {
public:
  RandomLayers(Dice& dice, bool forOpenCv) : m_dice(dice), m_forOpenCv(forOpenCv) {}

  /// A layer over one tensor; nothing where the kind drawn does not suit it.
  std::optional<model::LayerParams> draw(const Shape& in);

private:
  std::optional<model::LayerParams> convolution(const Shape& in);
  std::optional<model::LayerParams> deconvolution(const Shape& in);
  std::optional<model::LayerParams> fullyConnected(const Shape& in);
  std::optional<model::LayerParams> maxPool(const Shape& in);
  std::optional<model::LayerParams> averagePool(const Shape& in);
  std::optional<model::LayerParams> globalPool(const Shape& in);
  std::optional<model::LayerParams> activation(const Shape& in);
  std::optional<model::LayerParams> prelu(const Shape& in);
  std::optional<model::LayerParams> lrn(const Shape& in);
  std::optional<model::LayerParams> batchNorm(const Shape& in);
  std::optional<model::LayerParams> scale(const Shape& in);
  std::optional<model::LayerParams> constantOperand(const Shape& in);
  std::optional<model::LayerParams> normalize(const Shape& in);
  std::optional<model::LayerParams> softmax(const Shape& in);
  std::optional<model::LayerParams> flatten(const Shape& in);
  std::optional<model::LayerParams> reshape(const Shape& in);
  std::optional<model::LayerParams> transpose(const Shape& in);
  std::optional<model::LayerParams> pad(const Shape& in);
  std::optional<model::LayerParams> resize(const Shape& in);
  std::optional<model::LayerParams> reduce(const Shape& in);
  std::optional<model::LayerParams> slice(const Shape& in);
  model::Window2d window(std::int64_t kernel, std::int64_t stride, std::int64_t pad);
  model::PoolParams pool(model::PoolKind kind);
  std::int64_t divisorOf(std::int64_t value);

  Dice& m_dice;
  bool m_forOpenCv;
};

/// Weights of the shapes `node` needs for an input; the same for the same name. Does nothing for kinds without.
void fillWeights(model::NamedNode& node, const Shape& in);

}  // namespace effortlab::tests
