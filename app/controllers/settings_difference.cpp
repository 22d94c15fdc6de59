#include "controllers/settings_difference.h"

#include "effort/knobs_io.h"
#include "models/knob_name.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

namespace effortlab::app {

namespace {

struct KnobText {
  Q_DECLARE_TR_FUNCTIONS(effortlab::app::KnobText)
public:
  static QString number(double value) { return QLocale().toString(value, 'g', 4); }

  static QString of(const std::optional<effort::SpetKnob>& knob) {
    if (!knob)
      return tr("off");
    const std::string_view order = effort::spetOrderName(knob->order);
    QStringList parts;
    if (knob->low)
      parts << tr("below %1").arg(number(*knob->low));
    if (knob->high)
      parts << tr("above %1").arg(number(*knob->high));
    parts << QString::fromUtf8(order.data(), static_cast<qsizetype>(order.size()));
    if (knob->order != effort::SpetOrder::Exact)
      parts << QStringLiteral("%1 %").arg(number(100.0 * knob->interval));
    return parts.join(QStringLiteral(", "));
  }
  static QString of(const std::optional<effort::SdssKnob>& knob) {
    if (!knob)
      return tr("off");
    QString text =
        tr("maximum %1, range %2, every %3").arg(number(knob->max), number(knob->delta), number(knob->samplingPeriod));
    return knob->spetEverywhere ? text + QStringLiteral(", ") + tr("SPET everywhere") : text;
  }
  static QString of(const std::optional<effort::SfmaKnob>& knob) {
    return knob ? tr("weight %1, variance %2").arg(number(knob->weight), number(knob->variance)) : tr("off");
  }
  static QString of(const std::optional<effort::GateKnob>& gate) {
    return gate ? tr("margin %1").arg(number(gate->margin)) : tr("off");
  }
  static QString gate() { return tr("Gate"); }
};

}  // namespace

std::vector<KnobDifference> settingsDifference(const effort::KnobSettings& first, const effort::KnobSettings& second,
                                               const std::vector<std::string>& layers) {
  std::vector<KnobDifference> differences;
  if (first.gate != second.gate)
    differences.push_back({{}, KnobText::gate(), KnobText::of(first.gate), KnobText::of(second.gate)});
  for (const std::string& name : layers) {
    const effort::LayerKnobs one = first.of(name);
    const effort::LayerKnobs other = second.of(name);
    const auto add = [&](effort::KnobKind knob, const auto& a, const auto& b) {
      if (a != b)
        differences.push_back(
            {QString::fromStdString(name), widgets::knobName(knob), KnobText::of(a), KnobText::of(b)});
    };
    add(effort::KnobKind::Spet, one.spet, other.spet);
    add(effort::KnobKind::Sdss, one.sdss, other.sdss);
    add(effort::KnobKind::Sfma, one.sfma, other.sfma);
  }
  return differences;
}

}  // namespace effortlab::app
