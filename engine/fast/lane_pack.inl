// Pixels in a row, and back into their lanes, one by one. Included by units without an instruction for it.

void packLanesOneByOne(const LanePacking& p, const float* maps, float* packed) {
  for (std::int64_t plane = 0; plane < p.planes; ++plane) {
    float* to = packed + plane * p.packedStride;
    float* end = to + p.packedStride;
    for (std::int64_t i = 0; i < p.places; ++i)
      for (std::int64_t lane = 0; lane < 16; ++lane)
        if ((p.inside[i] >> lane & 1U) != 0)
          *to++ = maps[plane * p.planeStride + p.at[i] + lane];
    while (to != end)
      *to++ = 0.0F;
  }
}

void unpackLanesOneByOne(const LanePacking& p, const float* packed, float* maps) {
  for (std::int64_t plane = 0; plane < p.planes; ++plane) {
    const float* from = packed + plane * p.packedStride;
    for (std::int64_t i = 0; i < p.places; ++i)
      for (std::int64_t lane = 0; lane < 16; ++lane)
        if ((p.inside[i] >> lane & 1U) != 0)
          maps[plane * p.planeStride + p.at[i] + lane] = *from++;
  }
}
