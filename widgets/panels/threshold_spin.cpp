#include "panels/threshold_spin.h"

#include "charts/plot_ranges.h"
#include "panels/wheel_guard.h"

#include <QDoubleSpinBox>

#include <algorithm>
#include <cmath>

namespace effortlab::widgets {
namespace {

constexpr double numberLimit = 1e9;
constexpr int spinButtons = 34;             // pixels: buttons and frame
constexpr double spinSteps = 100.0;         // across the range
constexpr double resolutionSteps = 2000.0;  // the last decimal shown is about this fine

}  // namespace

QDoubleSpinBox* makeThresholdSpin(QWidget* parent) {
  auto* spin = new QDoubleSpinBox(parent);
  spin->setRange(-numberLimit, numberLimit);
  spin->setKeyboardTracking(false);  // "1", "12", "12.5" are one change, not three
  WheelGuard::protect(spin);
  spin->setFixedWidth(spin->fontMetrics().horizontalAdvance(QStringLiteral("-000.00000")) + spinButtons);
  return spin;
}

void fitThresholdSpin(QDoubleSpinBox& spin, double width) {
  const int decimals = decimalsFor(std::pow(10.0, std::floor(std::log10(width / resolutionSteps))));
  spin.setDecimals(std::clamp(decimals, 2, 8));
  spin.setSingleStep(niceRange(0.0, width, static_cast<int>(spinSteps)).step);
}

double roundedToField(const QDoubleSpinBox& spin, double value) {
  const double scale = std::pow(10.0, spin.decimals());
  return std::round(value * scale) / scale;
}

}  // namespace effortlab::widgets
