#pragma once

#include "effort/tuner_lab.h"
#include "effort/tuner_search.h"

#include <optional>
#include <vector>

namespace effortlab::effort::tuning {

/// What a layer may be set to: from dense to drastic, none dearer and worse than another.
struct LayerMenu {
  const EffortLayer* layer = nullptr;
  double share = 0.0;  ///< of the network's cost, of the dense layer
  /// By rising error and falling cost. The first leaves all unlocked knobs off.
  std::vector<LayerOption> options;
  double sensitivity = 0.0;  ///< damage to the network (nats) a unit of error

  const LayerOption& chosen(double price) const;  ///< smallest share * cost + price * sensitivity * error
};

/// Every layer whose cost is worth a search, measured on inputs it has under `settings`. Errors: Error{Cancelled}.
std::vector<LayerMenu> makeMenus(Search& search, const KnobSettings& settings);

/// Keeps what no other option beats in both error and cost, sorted by error.
std::vector<LayerOption> paretoFront(std::vector<LayerOption> options);
/// Keeps the options of the lower convex hull over (error, cost), sorted by error.
std::vector<LayerOption> lowerHull(std::vector<LayerOption> options);

/// The choice whose expected damage is at most `damage`, at the least cost; locked layers as they are.
KnobSettings allocate(const Search& search, const std::vector<LayerMenu>& menus, double damage);

}  // namespace effortlab::effort::tuning
