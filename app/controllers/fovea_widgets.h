#pragma once

class QCheckBox;
class QComboBox;
class QPushButton;

namespace effortlab::widgets {
class EvaluationTable;
class FrameCostChart;
class MontageView;
class ObjectCountChart;
class PlayerBar;
class PolicyPanel;
class PrecisionChart;
class SpeedUpChart;
class TimelineStrip;
class VideoView;
}  // namespace effortlab::widgets

namespace effortlab::app {

/// The widgets of the Fovea page that show values and send intent. They outlive the controllers' connections.
struct FoveaWidgets {
  widgets::VideoView* video = nullptr;
  widgets::MontageView* montage = nullptr;
  widgets::TimelineStrip* timeline = nullptr;
  widgets::PlayerBar* player = nullptr;
  widgets::PolicyPanel* policy = nullptr;
  QComboBox* comparison = nullptr;  ///< data: a policy's name; empty: none
  QCheckBox* priors = nullptr;      ///< default boxes in the picture
  widgets::FrameCostChart* cost = nullptr;
  widgets::SpeedUpChart* speedUp = nullptr;
  widgets::ObjectCountChart* objects = nullptr;
  QPushButton* useMaximum = nullptr;  ///< takes what the chart of objects suggests
  widgets::PrecisionChart* precision = nullptr;
  widgets::EvaluationTable* evaluation = nullptr;
};

}  // namespace effortlab::app
