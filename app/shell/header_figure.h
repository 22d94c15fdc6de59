#pragma once

class QHBoxLayout;
class QLabel;

namespace effortlab::app {

/// A number with what it is below it.
struct HeaderFigure {
  QLabel* value = nullptr;
  QLabel* caption = nullptr;
};

/// Plain text that can be selected, `scale` times the usual size.
QLabel* headerLabel(double scale, bool bold);
HeaderFigure addHeaderFigure(QHBoxLayout* row);

}  // namespace effortlab::app
