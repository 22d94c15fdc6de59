#include "effort/op_counter.h"

namespace effortlab::effort {

LayerCounts& LayerCounts::operator+=(const LayerCounts& other) noexcept {
  macsDense += other.macsDense;
  macsExecuted += other.macsExecuted;
  overheadOps += other.overheadOps;
  savedSdss += other.savedSdss;
  savedSfma += other.savedSfma;
  savedSpet += other.savedSpet;
  savedGate += other.savedGate;
  macs8 += other.macs8;
  return *this;
}

EffortCounts& EffortCounts::operator+=(const EffortCounts& other) {
  if (nodes.size() < other.nodes.size())
    nodes.resize(other.nodes.size());
  for (std::size_t i = 0; i < other.nodes.size(); ++i)
    nodes[i] += other.nodes[i];
  return *this;
}

LayerCounts EffortCounts::total() const noexcept {
  LayerCounts sum;
  for (const LayerCounts& layer : nodes)
    sum += layer;
  return sum;
}

double opsRatio(const LayerCounts& counts) noexcept {
  const double work = 2.0 * static_cast<double>(counts.macsExecuted) + static_cast<double>(counts.overheadOps);
  return work > 0 ? 2.0 * static_cast<double>(counts.macsDense) / work : 1.0;
}

}  // namespace effortlab::effort
