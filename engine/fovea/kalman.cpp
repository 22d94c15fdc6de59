#include "fovea/kalman.h"

namespace effortlab::fovea {

void MotionFilter::predict(float acceleration, float shift) {
  place += velocity + shift;
  const float q = acceleration * acceleration;
  placeVariance += 2.0F * crossVariance + velocityVariance + 0.25F * q;
  crossVariance += velocityVariance + 0.5F * q;
  velocityVariance += q;
}

void MotionFilter::measurePlace(float measured, float deviation) {
  const float total = placeVariance + deviation * deviation;
  if (!(total > 0.0F))
    return;
  const float gain = placeVariance / total, velocityGain = crossVariance / total, error = measured - place;
  place += gain * error;
  velocity += velocityGain * error;
  velocityVariance -= velocityGain * crossVariance;
  crossVariance *= 1.0F - gain;
  placeVariance *= 1.0F - gain;
}

void MotionFilter::measureVelocity(float measured, float deviation) {
  const float total = velocityVariance + deviation * deviation;
  if (!(total > 0.0F))
    return;
  const float gain = velocityVariance / total, placeGain = crossVariance / total, error = measured - velocity;
  velocity += gain * error;
  place += placeGain * error;
  placeVariance -= placeGain * crossVariance;
  crossVariance *= 1.0F - gain;
  velocityVariance *= 1.0F - gain;
}

void WalkFilter::measure(float measured, float deviation) {
  const float total = variance + deviation * deviation;
  if (!(total > 0.0F))
    return;
  const float gain = variance / total;
  value += gain * (measured - value);
  variance *= 1.0F - gain;
}

}  // namespace effortlab::fovea
