#pragma once

#include "controllers/live_view.h"

#include <optional>
#include <vector>

namespace effortlab::app {

/// The settings visited, with what was measured for each. The dense network is always known, as `denseId`.
class Trail {
public:
  static constexpr int denseId = -1;
  static constexpr std::size_t maxStops = 10'000;

  struct Stop {
    int id = 0;
    MeasuredSetting measured;
  };

  /// Stores what is known of a setting and returns its id; a setting seen before keeps the one it has. A larger sample
  /// is never replaced by a smaller one.
  int remember(const MeasuredSetting& measured);
  void forget(int id);
  void clear();

  const Stop* find(int id) const noexcept;
  const Stop* find(const effort::KnobSettings& settings) const noexcept;
  const std::vector<Stop>& stops() const noexcept { return m_stops; }

private:
  std::vector<Stop> m_stops;
  int m_nextId = 0;
};

}  // namespace effortlab::app
