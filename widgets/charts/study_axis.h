#pragma once

#include <QLocale>
#include <QString>

#include <vector>

namespace effortlab::widgets {

/// One axis of a study's figure: where a value lies, and what stands at its ticks.
class StudyAxis {
public:
  struct Options {
    bool fraction = false;  ///< 0..1, labelled in percent
    bool logarithmic = false;
    bool whole = false;  ///< exactly [lo, hi], not the next ticks
    int ticks = 5;
  };

  StudyAxis() : StudyAxis(0.0, 1.0, {}) {}
  StudyAxis(double lo, double hi, const Options& options);

  double lo() const noexcept { return m_lo; }
  double hi() const noexcept { return m_hi; }
  bool logarithmic() const noexcept { return m_options.logarithmic; }
  const std::vector<double>& ticks() const noexcept { return m_ticks; }
  /// 0 at lo(), 1 at hi(); beyond them outside of 0..1.
  double share(double value) const;
  double valueAt(double share) const;
  QString tickLabel(double value, const QLocale& locale) const;
  /// With more digits than a tick has.
  QString valueLabel(double value, const QLocale& locale) const;

private:
  void makeLogarithmicTicks();

  Options m_options;
  double m_lo = 0.0;
  double m_hi = 1.0;
  double m_step = 0.2;
  std::vector<double> m_ticks;
};

}  // namespace effortlab::widgets
