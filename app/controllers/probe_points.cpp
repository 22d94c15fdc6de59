#include "controllers/probe_points.h"

#include "models/knob_name.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <map>

namespace effortlab::app {

namespace {

widgets::PointKind kindOf(effort::TuneVerdict verdict) {
  switch (verdict) {
    case effort::TuneVerdict::Accepted: return widgets::PointKind::Accepted;
    case effort::TuneVerdict::Rejected: return widgets::PointKind::Rejected;
    case effort::TuneVerdict::RejectedEarly: return widgets::PointKind::RejectedEarly;
    case effort::TuneVerdict::Sensitivity: break;
  }
  return widgets::PointKind::Sensitivity;
}

QString labelOf(const effort::TuneProbe& probe) {
  const QString number = QCoreApplication::translate("ProbePoints", "Probe %1").arg(static_cast<qlonglong>(probe.id));
  if (probe.layer.empty())
    return number;
  QString place = QString::fromStdString(probe.layer);
  if (probe.knob)
    place += QStringLiteral(", ") + widgets::knobName(*probe.knob);
  return QStringLiteral("%1 · %2").arg(number, place);
}

}  // namespace

std::vector<widgets::TradeoffPoint> probePoints(std::span<const effort::TuneProbe> probes, int firstId) {
  std::map<std::pair<std::string, effort::KnobKind>, double> weakestRejected;
  for (const effort::TuneProbe& probe : probes)
    if (probe.verdict == effort::TuneVerdict::Rejected && !probe.layer.empty() && probe.knob) {
      const auto [place, fresh] = weakestRejected.try_emplace({probe.layer, *probe.knob}, probe.opsRatio);
      place->second = fresh ? probe.opsRatio : std::min(place->second, probe.opsRatio);
    }
  std::vector<widgets::TradeoffPoint> points;
  points.reserve(probes.size());
  for (const effort::TuneProbe& probe : probes) {
    widgets::TradeoffPoint point;
    point.id = firstId + static_cast<int>(points.size());
    point.opsRatio = probe.opsRatio;
    point.top1 = probe.top1;
    point.interval = wilsonInterval(std::llround(probe.top1 * static_cast<double>(probe.images)), probe.images);
    point.images = probe.images;
    point.label = labelOf(probe);
    point.kind = kindOf(probe.verdict);
    point.complete = probe.verdict != effort::TuneVerdict::RejectedEarly;
    if (probe.verdict == effort::TuneVerdict::Accepted && !probe.layer.empty() && probe.knob) {
      const auto rejected = weakestRejected.find({probe.layer, *probe.knob});
      point.notMonotone = rejected != weakestRejected.end() && probe.opsRatio > rejected->second;
    }
    points.push_back(std::move(point));
  }
  return points;
}

}  // namespace effortlab::app
