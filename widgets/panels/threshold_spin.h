#pragma once

class QDoubleSpinBox;
class QWidget;

namespace effortlab::widgets {

/// The field of a threshold's number: wide enough, told once it is whole, deaf to the wheel while a panel scrolls.
QDoubleSpinBox* makeThresholdSpin(QWidget* parent);

/// Decimals and step for numbers of a range so wide.
void fitThresholdSpin(QDoubleSpinBox& spin, double width);

/// As fine as the field shows it.
double roundedToField(const QDoubleSpinBox& spin, double value);

}  // namespace effortlab::widgets
