#pragma once

namespace effortlab::widgets {

/// What a key or a notch of the wheel moves in every chart and slider.
inline constexpr double smallStep = 1.0 / 200.0;  ///< of an axis
inline constexpr double largeStep = 1.0 / 20.0;
inline constexpr double wheelNotch = 120.0;  ///< QWheelEvent: eighths of a degree
inline constexpr double zoomStep = 1.25;

}  // namespace effortlab::widgets
