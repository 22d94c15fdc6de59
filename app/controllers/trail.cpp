#include "controllers/trail.h"

#include <algorithm>

namespace effortlab::app {

const Trail::Stop* Trail::find(int id) const noexcept {
  const auto found = std::find_if(m_stops.rbegin(), m_stops.rend(), [id](const Stop& stop) { return stop.id == id; });
  return found == m_stops.rend() ? nullptr : &*found;
}

const Trail::Stop* Trail::find(const effort::KnobSettings& settings) const noexcept {
  const auto found = std::find_if(m_stops.rbegin(), m_stops.rend(), [&settings](const Stop& stop) {
    return stop.measured.settings.layers == settings.layers && stop.measured.settings.gate == settings.gate;
  });
  return found == m_stops.rend() ? nullptr : &*found;
}

int Trail::remember(const MeasuredSetting& measured) {
  if (const Stop* known = find(measured.settings)) {
    auto& stop = m_stops[static_cast<std::size_t>(known - m_stops.data())];
    if (measured.estimate.images >= stop.measured.estimate.images)
      stop.measured = measured;
    return stop.id;
  }
  const int id = measured.settings.off() ? denseId : m_nextId++;
  m_stops.push_back({id, measured});
  if (m_stops.size() > maxStops) {
    const auto oldest =
        std::find_if(m_stops.begin(), m_stops.end(), [](const Stop& stop) { return stop.id != denseId; });
    m_stops.erase(oldest);
  }
  return id;
}

void Trail::forget(int id) {
  std::erase_if(m_stops, [id](const Stop& stop) { return stop.id == id; });
}

void Trail::clear() {
  m_stops.clear();
}

}  // namespace effortlab::app
