#pragma once

#include "fovea/requests.h"

#include <span>
#include <vector>

namespace effortlab::fovea {

struct ScanOptions {
  model::ImageSize frame;
  int columns = 3, rows = 2;
  float overlap = 0.15F;  ///< of a grid cell, on each side: what lies across two cells is seen whole in one tile
  float edge = 0.0F;      ///< depth of strips along the frame's edges, relative to its shorter side; 0: a plain grid
  float edgeRate = 4.0F;  ///< how much sooner strips come again than cells of the grid
};

/// Walks over the frame in cells: a grid, and strips along the edges, two at each, where newcomers enter. Each collects
/// what may have changed since it was last looked at; those with the most come next.
class ScanPlan {
public:
  explicit ScanPlan(const ScanOptions& options);

  /// A frame later: `motion` of the background, in pixels, uncovers a strip at the edges that it comes from.
  void advance(float motionX, float motionY);
  /// A part of the frame was looked at: cells that lie in it for the most part have been seen.
  void looked(const Box& region);
  /// The cells to look at next, with their overlap; at most `count`, fewer where nothing may have changed in the rest.
  std::vector<Box> next(std::size_t count) const;
  void restart();

private:
  struct Cell {
    Box box;
    float rate = 1.0F;                           ///< a frame
    float uncoveredX = 0.0F, uncoveredY = 0.0F;  ///< direction of the background's motion that uncovers it; 0: none
    float changed = 0.0F;
  };

  void addGrid();
  void addEdges();

  ScanOptions m_options;
  std::vector<Cell> m_cells;
};

/// Whether foveas find what full frames do: the share of followed objects found where they were looked for.
class FoveaTrust {
public:
  void add(BoxOrigin look, bool found);
  /// Foveas find clearly less than full frames.
  bool lost() const;
  void restart() { *this = {}; }

private:
  struct Tally {
    double tries = 0.0, hits = 0.0;
  };
  Tally m_full, m_fovea;
};

}  // namespace effortlab::fovea
