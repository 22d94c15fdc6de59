#include "detect/box.h"

#include <algorithm>

namespace effortlab::detect {

float intersectionOverUnion(const Box& a, const Box& b) {
  if (!(a.w > 0.0F && a.h > 0.0F && b.w > 0.0F && b.h > 0.0F))
    return 0.0F;
  const float width = std::min(a.x + a.w, b.x + b.w) - std::max(a.x, b.x);
  const float height = std::min(a.y + a.h, b.y + b.h) - std::max(a.y, b.y);
  if (!(width > 0.0F && height > 0.0F))
    return 0.0F;
  const float both = width * height;
  return both / (a.w * a.h + b.w * b.h - both);
}

}  // namespace effortlab::detect
