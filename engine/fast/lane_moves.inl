// Halos and transposes for every vector width. Included like lane_direct.inl, after Move is defined: 16 lanes of 32
// bits with moveLoad(), moveStore(), movePermute() and moveBlend(), and transposeRows().

/// Planes are moved together, vector by vector: short rows and columns make poor loops. So many stay in a cache.
constexpr std::int64_t movedTogetherFloats = 128 * 1024 / 4;

void movePlanes(const LaneMoves& all, float* first, std::int64_t planes) {
  const Move pad = moveSet(all.padding);
  for (const LaneMove* move = all.moves; move != all.moves + all.count; ++move) {
    const Move from = moveLoad(reinterpret_cast<const float*>(move->from));
    for (std::int64_t y = 0; y < move->rows; ++y)
      for (std::int64_t x = 0; x < move->columns; ++x) {
        const float* source = first + move->source + y * all.rowStride + x * 16;
        float* target = first + move->target + y * all.rowStride + x * 16;
        for (std::int64_t plane = 0; plane < planes; ++plane, source += all.planeStride, target += all.planeStride)
          moveStore(target, moveBlend(pad, movePermute(moveLoad(source), from), move->mask));
      }
  }
}

void moveLaneVectors(const LaneMoves& all) {
  std::int64_t together = all.planeStride > 0 ? movedTogetherFloats / all.planeStride : all.planes;
  if (together < 1)
    together = 1;
  for (std::int64_t plane = 0; plane < all.planes; plane += together) {
    const std::int64_t left = all.planes - plane;
    movePlanes(all, all.plane + plane * all.planeStride, left < together ? left : together);
  }
}
