// Included by the units of the instruction sets, inside their anonymous namespace, after
//   Vec, LooseVec  a vector of vecLanes floats; the same of any alignment
//   vecLanes       16 or 8
//   maxVectors     vectors of 16 sums in registers
//   largerOf(a, b), smallerOf(a, b): b when it is a NaN
//   broadcast(from): one float in all elements
//   transposeAll(rows): 16 rows of 16 floats, in place

constexpr std::int64_t vecsOfSixteen = 16 / vecLanes;
constexpr std::int64_t cacheLineFloats = 16;

inline Vec load(const float* from) {
  return *reinterpret_cast<const LooseVec*>(from);
}

inline void store(float* to, Vec value) {
  *reinterpret_cast<LooseVec*>(to) = value;
}

/// V vectors of 16 maps, sums of a pixel in registers. Each multiply-add reads its weights from the first-level cache.
template <int V, bool Starts>
void multiplyPixels(const ActivationProduct& call) {
  constexpr int vecs = V * static_cast<int>(vecsOfSixteen);
  const std::int64_t lines = (call.nextFloats / cacheLineFloats + call.pixels - 1) / call.pixels;
  const float* ahead = call.next;
  const float* aheadEnd = call.next + call.nextFloats;
  const float* slab = call.weights;
  const float* value = call.values;
  const std::uint32_t* channel = call.channelOf;
  const std::int32_t* ends = call.ends;
  const float* start = call.start;
  float* sums = call.sums;
  for (const float* sumsEnd = sums + call.pixels * (V * 16); sums < sumsEnd; sums += V * 16) {
    for (std::int64_t i = 0; i < lines && ahead < aheadEnd; ++i, ahead += cacheLineFloats)
      __builtin_prefetch(ahead, 0, 2);
    Vec sum[vecs];
#pragma GCC unroll 16
    for (int v = 0; v < vecs; ++v)
      sum[v] = load((Starts ? start : sums) + v * vecLanes);
    for (const float* end = call.values + *ends++; value < end; ++value, ++channel) {
      const Vec factor = broadcast(value);
      const float* weights = slab + static_cast<std::int64_t>(*channel) * (V * 16);
#pragma GCC unroll 16
      for (int v = 0; v < vecs; ++v)
        sum[v] += factor * load(weights + v * vecLanes);
    }
#pragma GCC unroll 16
    for (int v = 0; v < vecs; ++v)
      store(sums + v * vecLanes, sum[v]);
  }
}

template <int V>
void multiplyDispatch(const ActivationProduct& call) {
  if (call.vectors == V) {
    if (call.start != nullptr)
      multiplyPixels<V, true>(call);
    else
      multiplyPixels<V, false>(call);
  } else if constexpr (V > 1) {
    multiplyDispatch<V - 1>(call);
  }
}

void multiply(const ActivationProduct& call) {
  multiplyDispatch<maxVectors>(call);
}

/// ReLU and nothing are one maximum; a NaN stays one.
inline Vec finished(Vec x, const Epilogue& epilogue, bool general, Vec least) {
  if (!general)
    return largerOf(least, x);
  x = x < 0.0F ? epilogue.slope * x : x;
  return smallerOf(Vec{} + epilogue.high, largerOf(least, x));
}

void storeMaps(const ActivationStore& call) {
  const Epilogue& epilogue = call.epilogue;
  const bool general = epilogue.clamps() || (epilogue.slope != 0.0F && epilogue.slope != 1.0F);
  const Vec least = Vec{} + (!general && epilogue.slope == 0.0F ? 0.0F : epilogue.low);
  Vec rows[16 * vecsOfSixteen];
#pragma GCC unroll 32
  for (std::int64_t i = 0; i < 16 * vecsOfSixteen; ++i)
    rows[i] = finished(load(call.pixels[i / vecsOfSixteen] + i % vecsOfSixteen * vecLanes), epilogue, general, least);
  transposeAll(rows);
  for (std::int64_t map = 0; map < call.maps; ++map)
    for (std::int64_t part = 0; part < vecsOfSixteen; ++part)
      store(call.to + map * call.planeStride + part * vecLanes, rows[map * vecsOfSixteen + part]);
}
