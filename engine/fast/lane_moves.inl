// Halos and transposes for every vector width. Included like lane_direct.inl, after Move is defined: 16 lanes of 32
// bits with moveLoad(), moveStore(), movePermute() and moveBlend(), and transposeRows().

void moveLaneVectors(float* plane, const LaneMove* moves, std::int64_t count, std::int64_t rowStride,
                     std::uint32_t padding) {
  const Move pad = moveSet(padding);
  for (std::int64_t m = 0; m < count; ++m) {
    const LaneMove& move = moves[m];
    const Move from = moveLoad(reinterpret_cast<const float*>(move.from));
    for (std::int64_t y = 0; y < move.rows; ++y) {
      const float* source = plane + move.source + y * rowStride;
      float* target = plane + move.target + y * rowStride;
      for (std::int64_t x = 0; x < move.columns; ++x)
        moveStore(target + x * 16, moveBlend(pad, movePermute(moveLoad(source + x * 16), from), move.mask));
    }
  }
}
