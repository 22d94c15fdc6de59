#pragma once

#include "fovea/followed_object.h"

#include <span>
#include <vector>

namespace effortlab::fovea {

/// Which sighting continues which object; -1: none.
struct TrackMatches {
  std::vector<int> sightingOf;  ///< by object
  std::vector<int> objectOf;    ///< by sighting; also of those that lie on one taken by another sighting
  std::vector<bool> further;    ///< by sighting: such a one
};

/// Greedy, the best pair first: overlap, then score and class decide; classes may differ.
TrackMatches matchTracks(std::span<const FollowedObject> objects, std::span<const Sighting> sightings,
                         const TrackerOptions& options);

/// Indices of objects that lie on a stronger one, ascending.
std::vector<std::size_t> duplicateTracks(std::span<const FollowedObject> objects, const TrackerOptions& options);

/// Share of `inner` that lies in `outer`.
float coveredShare(const Box& inner, const Box& outer);

}  // namespace effortlab::fovea
