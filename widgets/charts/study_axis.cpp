#include "charts/study_axis.h"

#include "charts/plot_ranges.h"
#include "charts/savings_painter.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace effortlab::widgets {
namespace {

constexpr double smallestLogarithm = 1e-12;
constexpr double shortenFrom = 10'000.0;

struct AxisText {
  Q_DECLARE_TR_FUNCTIONS(StudyAxis)
};

QString percent(double value, int decimals, const QLocale& locale) {
  return AxisText::tr("%1 %", "percentage").arg(locale.toString(100.0 * value, 'f', decimals));
}

}  // namespace

StudyAxis::StudyAxis(double lo, double hi, const Options& options) : m_options(options) {
  if (options.logarithmic) {
    lo = std::max(lo, smallestLogarithm);
    hi = std::max(hi, lo * 1.01);
    m_lo = options.whole ? lo : std::pow(10.0, std::floor(std::log10(lo)));
    m_hi = options.whole ? hi : std::pow(10.0, std::ceil(std::log10(hi)));
    makeLogarithmicTicks();
    return;
  }
  const AxisRange range = niceRange(lo, hi, options.ticks);
  m_step = range.step;
  m_lo = options.whole && hi > lo ? lo : range.lo;
  m_hi = options.whole && hi > lo ? hi : range.hi;
  const double slack = 1e-9 * m_step;
  for (auto i = std::llround(std::ceil(m_lo / m_step - 1e-9)); static_cast<double>(i) * m_step <= m_hi + slack; ++i) {
    m_ticks.push_back(static_cast<double>(i) * m_step);
  }
}

void StudyAxis::makeLogarithmicTicks() {
  const double decades = std::log10(m_hi / m_lo);
  const std::vector<double> steps = decades > 3.0 ? std::vector{1.0} : std::vector{1.0, 2.0, 5.0};
  constexpr double slack = 1.0 + 1e-9;
  for (double power = std::pow(10.0, std::floor(std::log10(m_lo))); power <= m_hi * slack; power *= 10.0) {
    for (const double step : steps) {
      if (power * step * slack >= m_lo && power * step <= m_hi * slack) {
        m_ticks.push_back(power * step);
      }
    }
  }
}

double StudyAxis::share(double value) const {
  if (m_options.logarithmic) {
    return std::log(std::max(value, smallestLogarithm) / m_lo) / std::log(m_hi / m_lo);
  }
  return (value - m_lo) / (m_hi - m_lo);
}

double StudyAxis::valueAt(double share) const {
  if (m_options.logarithmic) {
    return m_lo * std::pow(m_hi / m_lo, share);
  }
  return m_lo + share * (m_hi - m_lo);
}

QString StudyAxis::tickLabel(double value, const QLocale& locale) const {
  if (m_options.fraction) {
    return percent(value, decimalsFor(100.0 * m_step), locale);
  }
  if (std::abs(value) >= shortenFrom) {
    return SavingsPainter::shortCount(value, locale);
  }
  if (m_options.logarithmic) {
    return locale.toString(value, 'g', 3);
  }
  return locale.toString(value, 'f', decimalsFor(m_step));
}

QString StudyAxis::valueLabel(double value, const QLocale& locale) const {
  if (m_options.fraction) {
    return percent(value, 1, locale);
  }
  if (std::abs(value) >= shortenFrom) {
    return locale.toString(static_cast<qlonglong>(std::llround(value)));
  }
  constexpr int digits = 4;
  return locale.toString(value, 'g', digits);
}

}  // namespace effortlab::widgets
