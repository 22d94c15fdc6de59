#pragma once

namespace effortlab::fovea {

/// Place and velocity along one axis, constant velocity with random accelerations. Source: Kalman 1960. Units: pixels
/// and frames.
struct MotionFilter {
  float place = 0.0F, velocity = 0.0F;
  float placeVariance = 0.0F, crossVariance = 0.0F, velocityVariance = 0.0F;

  /// A frame on; the background has moved by `shift` on its own. `acceleration`: its deviation.
  void predict(float acceleration, float shift);
  /// `deviation`: of the measurement.
  void measurePlace(float measured, float deviation);
  /// Velocity as seen between the last frame and this one: also tells how far the place went.
  void measureVelocity(float measured, float deviation);
};

/// A value that wanders. Units: pixels.
struct WalkFilter {
  float value = 0.0F, variance = 0.0F;

  void predict(float step) { variance += step * step; }
  void measure(float measured, float deviation);
};

}  // namespace effortlab::fovea
