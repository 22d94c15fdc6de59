#include "models/evaluation_model.h"

#include "models/policy_words.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace effortlab::widgets {
namespace {

constexpr double inPercent = 100.0;
constexpr int policyColumnsFrom = 1;

}  // namespace

EvaluationModel::EvaluationModel(QObject* parent) : QAbstractTableModel(parent) {}

void EvaluationModel::setReports(std::vector<fovea::PolicyReport> reports, int baseline,
                                 const QStringList& classNames) {
  beginResetModel();
  m_reports = std::move(reports);
  m_baseline = baseline >= 0 && baseline < static_cast<int>(m_reports.size()) ? baseline : -1;
  m_classNames = classNames;
  m_columns.clear();
  for (int policy = 0; policy < static_cast<int>(m_reports.size()); ++policy) {
    m_columns.push_back({policy, false});
    if (m_baseline >= 0 && policy != m_baseline) {
      m_columns.push_back({policy, true});
    }
  }
  makeRows();
  endResetModel();
}

void EvaluationModel::setLocale(const QLocale& locale) {
  m_locale = locale;
  if (rowCount() > 0 && columnCount() > 0) {
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
  }
}

void EvaluationModel::retranslate() {
  beginResetModel();
  makeRows();
  endResetModel();
}

bool EvaluationModel::isSection(int row) const {
  return row >= 0 && row < rowCount() && m_rows[static_cast<std::size_t>(row)].section;
}

void EvaluationModel::makeRows() {
  m_rows.clear();
  if (m_reports.empty()) {
    return;
  }
  if (std::any_of(m_reports.begin(), m_reports.end(),
                  [](const auto& report) { return report.precision.has_value(); })) {
    addPrecision();
    addGroups();
    addViewers();
  }
  addCost();
}

void EvaluationModel::addSection(const QString& name, const QString& key) {
  Row row;
  row.name = name;
  row.key = key;
  row.section = true;
  row.values.resize(m_reports.size());
  m_rows.push_back(std::move(row));
}

void EvaluationModel::add(Row row, const std::function<std::optional<double>(const fovea::PolicyReport&)>& value) {
  for (const fovea::PolicyReport& report : m_reports) {
    row.values.push_back(value(report));
  }
  if (std::any_of(row.values.begin(), row.values.end(), [](const auto& one) { return one.has_value(); })) {
    m_rows.push_back(std::move(row));
  }
}

void EvaluationModel::addOfPrecision(
    Row row, const std::function<std::optional<double>(const fovea::PrecisionSummary&)>& value) {
  add(std::move(row), [&value](const fovea::PolicyReport& report) {
    return report.precision ? value(*report.precision) : std::nullopt;
  });
}

void EvaluationModel::addPrecision() {
  using Summary = fovea::PrecisionSummary;
  const auto share = [](const QString& name, const char* key, const QString& explanation) {
    Row row;
    row.name = name;
    row.key = QLatin1String(key);
    row.explanation = explanation;
    row.format = Format::Share;
    return row;
  };
  addSection(tr("Average precision at IoU 0.5 (%)"), QStringLiteral("ap"));
  addOfPrecision(share(tr("Mean of the classes"), "ap50",
                       tr("Area under the precision envelope at all points, mean over the classes. Skipped frames "
                          "count with the boxes shown in them.")),
                 [](const Summary& summary) { return std::optional(summary.ap50); });
  std::set<int> classes;
  for (const fovea::PolicyReport& report : m_reports) {
    if (report.precision) {
      for (const detect::ClassPrecision& one : report.precision->byClass.classes) {
        classes.insert(one.classIndex);
      }
    }
  }
  for (const int index : classes) {
    const QString name = index < m_classNames.size() ? m_classNames[index] : tr("class %1").arg(index);
    const QString key = QStringLiteral("ap50_") + name;
    addOfPrecision(share(name, key.toLatin1().constData(), tr("Average precision of this class alone.")),
                   [index](const Summary& summary) -> std::optional<double> {
                     for (const detect::ClassPrecision& one : summary.byClass.classes) {
                       if (one.classIndex == index) {
                         return one.ap;
                       }
                     }
                     return std::nullopt;
                   });
  }
  addOfPrecision(share(tr("Whatever the class"), "ap50_class_agnostic",
                       tr("All classes are one: whether objects are found, not whether they are named right.")),
                 [](const Summary& summary) { return std::optional(summary.classAgnosticAp50); });
  addOfPrecision(share(tr("Relaxed for small objects"), "ap50_relaxed",
                       tr("ImageNet VID's threshold: min(0.5, w h / ((w + 10) (h + 10))).")),
                 [](const Summary& summary) { return std::optional(summary.relaxedAp50); });
}

void EvaluationModel::addGroups() {
  using Summary = fovea::PrecisionSummary;
  const std::array speeds{tr("Slow"), tr("Medium", "speed"), tr("Fast")};
  const std::array sizes{tr("Small"), tr("Medium", "size"), tr("Large")};
  Row row;
  row.format = Format::Share;
  addSection(tr("By speed (%)"), QStringLiteral("ap_by_speed"));
  for (std::size_t group = 0; group < speeds.size(); ++group) {
    row.name = speeds[group];
    row.key = QStringLiteral("ap50_") + QLatin1String(detect::motionGroupNames[group]);
    row.explanation =
        tr("By the mean overlap of an object with itself up to 10 frames away: slow above 0.9, fast "
           "below 0.7.");
    addOfPrecision(row, [group](const Summary& summary) { return summary.bySpeed[group]; });
  }
  addSection(tr("By size (%)"), QStringLiteral("ap_by_size"));
  for (std::size_t group = 0; group < sizes.size(); ++group) {
    row.name = sizes[group];
    row.key = QStringLiteral("ap50_") + QLatin1String(detect::sizeGroupNames[group]);
    row.explanation = tr("By the square root of the area: small below 32 pixels, large from 64.");
    addOfPrecision(row, [group](const Summary& summary) { return summary.bySize[group]; });
  }
}

void EvaluationModel::addViewers() {
  using Summary = fovea::PrecisionSummary;
  const auto less = [](const QString& name, const char* key, int decimals, const QString& explanation) {
    Row row;
    row.name = name;
    row.key = QLatin1String(key);
    row.explanation = explanation;
    row.better = -1;
    row.decimals = decimals;
    return row;
  };
  addSection(tr("What a viewer sees"), QStringLiteral("viewer"));
  const QString delay =
      tr("Frames from the first in which an object counts to the first in which it is found; objects "
         "of the first frame are left out.");
  addOfPrecision(less(tr("Delay of newcomers, median (frames)"), "delay_median", 1, delay), [](const Summary& summary) {
    const bool any = !summary.delay.delays.empty() || summary.delay.missed > 0;
    return any ? std::optional(summary.delay.median) : std::nullopt;
  });
  addOfPrecision(less(tr("Delay of newcomers, mean (frames)"), "delay_mean", 1, delay), [](const Summary& summary) {
    return summary.delay.delays.empty() ? std::nullopt : std::optional(summary.delay.mean);
  });
  addOfPrecision(less(tr("Newcomers never found"), "newcomers_missed", 0, delay),
                 [](const Summary& summary) { return std::optional(static_cast<double>(summary.delay.missed)); });
  const QString shown = tr("Mean of what is shown in a frame, of boxes with a score high enough to be believed.");
  addOfPrecision(less(tr("False alarms a frame"), "false_alarms", 2, shown),
                 [](const Summary& summary) { return std::optional(summary.alarms.falseAlarms); });
  addOfPrecision(less(tr("Duplicates a frame"), "duplicates", 2, shown),
                 [](const Summary& summary) { return std::optional(summary.alarms.duplicates); });
  addOfPrecision(less(tr("Missed objects a frame"), "misses", 2, shown),
                 [](const Summary& summary) { return std::optional(summary.alarms.misses); });
}

void EvaluationModel::addCost() {
  using Report = fovea::PolicyReport;
  const auto cost = [](const QString& name, const char* key, Format format, int decimals, int better,
                       const QString& explanation) {
    Row row;
    row.name = name;
    row.key = QLatin1String(key);
    row.format = format;
    row.difference = Difference::Relative;
    row.decimals = decimals;
    row.better = better;
    row.explanation = explanation;
    return row;
  };
  const QString wall = tr("Wall time of everything but decoding the video.");
  addSection(tr("Cost"), QStringLiteral("cost"));
  const auto time = [&](const QString& name, const char* key, double Report::*value, const QString& explanation) {
    add(cost(name, key, Format::Number, 2, -1, explanation),
        [value](const Report& report) { return std::optional(report.*value); });
  };
  time(tr("ms a frame, mean"), "ms_per_frame", &Report::msPerFrame, wall);
  time(tr("ms a frame, median"), "ms_median", &Report::medianMs, wall);
  time(tr("ms a frame, worst"), "ms_worst", &Report::worstMs, wall);
  time(tr("ms a detector call"), "ms_per_call", &Report::msPerCall, tr("Only frames that the detector looked at."));
  add(cost(tr("Detector, ms a frame"), "detector_ms", Format::Number, 2, -1, tr("Skipped frames count as none.")),
      [](const Report& report) { return std::optional(report.mean.detector); });
  add(cost(tr("Detector, million MACs a frame"), "detector_mmacs", Format::Number, 1, -1,
           tr("Executed multiply-accumulates.")),
      [](const Report& report) {
        constexpr double million = 1e6;
        return report.frames > 0 ? std::optional(static_cast<double>(report.detectorMacsRun) / million /
                                                 static_cast<double>(report.frames))
                                 : std::nullopt;
      });
  const auto times = [&](const QString& name, const char* key, double fovea::SpeedUp::*value) {
    Row row = cost(name, key, Format::Times, 2, 1, tr("Against every frame in full, over all frames of the video."));
    row.difference = Difference::Absolute;
    add(std::move(row), [value](const Report& report) -> std::optional<double> {
      return report.perFrame && (*report.perFrame).*value > 0.0 ? std::optional((*report.perFrame).*value)
                                                                : std::nullopt;
    });
  };
  times(tr("Speed-up by equation 3.9"), "speedup_eq39", &fovea::SpeedUp::eq39);
  times(tr("Speed-up in MACs"), "speedup_macs", &fovea::SpeedUp::macs);
  times(tr("Speed-up in detector time"), "speedup_detector", &fovea::SpeedUp::detector);
  times(tr("Speed-up in total time"), "speedup_measured", &fovea::SpeedUp::measured);
  const auto count = [&](const QString& name, const char* key, std::int64_t Report::*value) {
    add(cost(name, key, Format::Count, 0, 0, QString()),
        [value](const Report& report) { return std::optional(static_cast<double>(report.*value)); });
  };
  count(tr("Frames"), "frames", &Report::frames);
  count(tr("Frames looked at"), "processed", &Report::processed);
  count(tr("of them in full"), "full_frames", &Report::fullFrames);
}

int EvaluationModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int EvaluationModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() || m_columns.empty() ? 0 : policyColumnsFrom + static_cast<int>(m_columns.size());
}

std::optional<double> EvaluationModel::valueAt(const Row& row, const Column& column) const {
  const std::optional<double> value = row.values[static_cast<std::size_t>(column.policy)];
  if (!column.difference || !value) {
    return value;
  }
  if (row.format == Format::Times) {
    return std::nullopt;  // is a comparison itself
  }
  const std::optional<double> base = row.values[static_cast<std::size_t>(m_baseline)];
  if (!base || (row.difference == Difference::Relative && *base == 0.0)) {
    return std::nullopt;
  }
  return row.difference == Difference::Relative ? (*value - *base) / *base : *value - *base;
}

double EvaluationModel::shownScale(const Row& row, const Column& column) const {
  const bool percent = row.format == Format::Share || (column.difference && row.difference == Difference::Relative);
  return percent ? inPercent : 1.0;
}

QString EvaluationModel::textOf(const Row& row, const Column& column, double value) const {
  const bool relative = column.difference && row.difference == Difference::Relative;
  const int decimals = relative ? 0 : row.decimals;
  QString text = m_locale.toString(std::abs(value) * shownScale(row, column), 'f', decimals);
  const bool isZero = std::abs(value) * shownScale(row, column) < 0.5 * std::pow(10.0, -decimals);
  const bool negative = value < 0.0 && !isZero;
  if (relative) {
    text = tr("%1 %", "percentage").arg(text);
  } else if (row.format == Format::Times) {
    text = tr("%1×").arg(text);
  }
  if (negative) {
    return QStringLiteral("−") + text;
  }
  return column.difference ? (isZero ? QStringLiteral("±") : QStringLiteral("+")) + text : text;
}

QVariant EvaluationModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
    return {};
  }
  const Row& row = m_rows[static_cast<std::size_t>(index.row())];
  if (role == SectionRole) {
    return row.section;
  }
  if (role == Qt::ToolTipRole) {
    return row.explanation.isEmpty() ? QVariant() : QVariant(row.explanation);
  }
  if (index.column() < policyColumnsFrom) {
    return role == Qt::DisplayRole ? row.name : role == exportRole ? row.key : QVariant();
  }
  const Column& column = m_columns[static_cast<std::size_t>(index.column() - policyColumnsFrom)];
  const std::optional<double> value = row.section ? std::nullopt : valueAt(row, column);
  switch (role) {
    case Qt::DisplayRole: return value ? QVariant(textOf(row, column, *value)) : QVariant();
    case exportRole: return value ? QVariant(*value) : QVariant(QString());
    case Qt::TextAlignmentRole: return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    case GoodRole: {
      if (!value || !column.difference) {
        return 0;
      }
      const bool relative = row.difference == Difference::Relative;
      const double visible = 0.5 * std::pow(10.0, relative ? 0 : -row.decimals);
      const double shown = *value * shownScale(row, column);
      return std::abs(shown) < visible ? 0 : shown > 0.0 ? row.better : -row.better;
    }
    default: return {};
  }
}

QString EvaluationModel::policyName(int policy) const {
  return policyTitle(m_reports[static_cast<std::size_t>(policy)].settings.policy());
}

QVariant EvaluationModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
    return role == exportRole ? QVariant() : QAbstractTableModel::headerData(section, orientation, role);
  }
  if (role == Qt::TextAlignmentRole) {
    return QVariant::fromValue(Qt::Alignment(section == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
  }
  if (section == 0) {
    return role == Qt::DisplayRole ? tr("Figure") : role == exportRole ? QStringLiteral("figure") : QVariant();
  }
  const Column& column = m_columns[static_cast<std::size_t>(section - policyColumnsFrom)];
  const auto policy = static_cast<std::size_t>(column.policy);
  if (role == Qt::DisplayRole) {
    return column.difference ? tr("Difference") : policyName(column.policy);
  }
  if (role == Qt::ToolTipRole) {
    QStringList lines{policyExplanation(m_reports[policy].settings.policy().kind)};
    if (column.difference) {
      lines = {tr("%1 minus %2; costs relative to it. Noise: below about 1.5 points of AP.")
                   .arg(policyName(column.policy), policyName(m_baseline))};
    }
    for (const std::string& change : m_reports[policy].settings.changes()) {
      lines << QString::fromStdString(change);
    }
    return lines.join(QLatin1Char('\n'));
  }
  if (role == exportRole) {
    const QString name = QString::fromStdString(fovea::policyText(m_reports[policy].settings.policy()));
    return column.difference ? name + QStringLiteral(" difference") : name;
  }
  return {};
}

Qt::ItemFlags EvaluationModel::flags(const QModelIndex& index) const {
  if (!index.isValid()) {
    return Qt::NoItemFlags;
  }
  return isSection(index.row()) ? Qt::ItemIsEnabled : Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

}  // namespace effortlab::widgets
