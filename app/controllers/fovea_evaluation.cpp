#include "controllers/fovea_evaluation.h"

#include "charts/precision_chart.h"
#include "core/parallel.h"
#include "panels/evaluation_table.h"
#include "shell/error_text.h"
#include "video/timeline_strip.h"

#include <QLocale>

#include <algorithm>

namespace effortlab::app {

namespace {

/// Points of "AP so far" over a video.
constexpr std::int64_t curvePoints = 40;
constexpr double firstEstimateAt = 0.05;  ///< share of the work before a remaining time is told

QString labelText(const std::string& text) {
  return QString::fromStdString(text);
}

/// AP so far, from the frames as they come: policy 0 is `full`.
class CurveSoFar {
public:
  CurveSoFar(std::shared_ptr<const detect::Truth> truth, std::size_t ours, std::int64_t frames)
      : m_ours(ours), m_every(std::max<std::int64_t>(1, frames / curvePoints)) {
    m_request.truth = std::move(truth);
    m_request.comparedWithFull = true;
  }

  std::optional<Judgement> add(std::size_t policy, const fovea::FrameRecord& record) {
    const RecordPtr kept = std::make_shared<const fovea::FrameRecord>(record);
    if (m_frame.frame != record.frame)
      m_frame = {.frame = record.frame, .a = {}, .b = {}};
    if (policy == m_ours)
      m_frame.a = kept;
    if (policy == 0)
      m_frame.b = kept;
    if (!m_frame.a || !m_frame.b)
      return {};
    m_request.seen.push_back(std::exchange(m_frame, {.frame = -1, .a = {}, .b = {}}));
    if (!m_request.truth || std::ssize(m_request.seen) % m_every != 0)
      return {};
    return judge(m_request, {});
  }

private:
  JudgeRequest m_request;
  std::size_t m_ours;
  std::int64_t m_every;
  SeenFrame m_frame{.frame = -1, .a = {}, .b = {}};
};

}  // namespace

FoveaEvaluation::FoveaEvaluation(const FoveaWidgets& view, EvaluateVideo evaluate, int threads, QObject* parent)
    : QObject(parent), m_view(view), m_evaluate(std::move(evaluate)), m_threads(threads) {
  connect(m_view.evaluation, &widgets::EvaluationTable::evaluateRequested, this, &FoveaEvaluation::start);
  connect(m_view.evaluation, &widgets::EvaluationTable::cancelRequested, this, &FoveaEvaluation::cancel);
  connect(&m_job, &JobBase::finished, this, &FoveaEvaluation::finish);
  connect(&m_job, &JobBase::progress, this, [this](qint64 done, qint64 total, const QString& stage) {
    const bool looking = stage == QLatin1String("looking at frames");
    if (looking && m_total == 0)
      m_clock.start();  // preparing the detector tells nothing of the rest
    m_done = looking ? done : 0;
    m_total = looking ? total : 0;
    showStatus();
  });
  connect(&m_job, &JobBase::point, this, [this] {
    for (const Judgement& judgement : m_job.takePoints())
      m_view.precision->add(judgement.lastFrame, judgement.ap, judgement.full);
  });
  showStatus();
}

FoveaEvaluation::~FoveaEvaluation() = default;

void FoveaEvaluation::setVideo(std::shared_ptr<const OpenVideo> open) {
  m_job.cancel();
  m_open = std::move(open);
  m_result = nullptr;
  m_stale = false;
  m_problem.clear();
  m_view.evaluation->setReports({}, -1, {});
  showStatus();
}

void FoveaEvaluation::setPolicies(const PolicyPair& policies) {
  m_policies = policies;
  const auto asked = [this](const fovea::PolicySettings& settings) {
    return std::find(m_asked.begin(), m_asked.end(), settings) != m_asked.end();
  };
  m_stale = m_result && !(asked(policies.a) && (!policies.b || asked(*policies.b)));
  if (!m_stale && m_result)
    m_ours = static_cast<std::size_t>(std::find(m_asked.begin(), m_asked.end(), policies.a) - m_asked.begin());
  showStatus();
}

void FoveaEvaluation::start() {
  if (!m_open || m_open->video->info().live)
    return;
  const bool fullAsked = m_policies.b && m_policies.b->policy().kind == fovea::PolicyKind::Full;
  const fovea::PolicySettings full = fullAsked ? *m_policies.b : fovea::wholeFramesBeside(m_policies.a);
  m_asked = {full};
  for (const auto& wanted : {std::optional(m_policies.a), m_policies.b})
    if (wanted && std::find(m_asked.begin(), m_asked.end(), *wanted) == m_asked.end())
      m_asked.push_back(*wanted);
  m_ours = static_cast<std::size_t>(std::find(m_asked.begin(), m_asked.end(), m_policies.a) - m_asked.begin());
  m_result = nullptr;
  m_stale = false;
  m_problem.clear();
  m_done = m_total = 0;
  m_view.precision->clear();
  Q_EMIT started();
  m_job.start([open = m_open, asked = m_asked, ours = m_ours, evaluate = m_evaluate,
               threads = m_threads](const auto& context) -> ResultPtr {
    const auto video = data::openVideo(open->spec);
    const auto detector = makeDetector(*open->choice);
    CurveSoFar curve(open->truth, ours, video->info().frames);
    fovea::VideoEvaluationPlan plan{.policies = asked, .alarmScore = alarmScore};
    plan.onFrame = [&](std::size_t policy, const fovea::FrameRecord& record) {
      if (const auto point = curve.add(policy, record))
        context.onPoint(*point);
    };
    auto result = std::make_shared<fovea::VideoEvaluation>();
    ThreadArena(threads).run([&] { *result = evaluate(*video, *detector, open->truth.get(), plan, context.control); });
    return result;
  });
  showStatus();
}

void FoveaEvaluation::finish(JobStatus status) {
  auto result = m_job.takeResult();
  if (result && *result && !(*result)->policies.empty() && (*result)->policies.front().frames > 0) {
    m_result = *result;
    showResult();
  }
  if (status == JobStatus::Failed) {
    m_problem =
        tr("It could not be evaluated: %1. %2").arg(errorKind(m_job.failure().code), errorAdvice(m_job.failure().code));
    Q_EMIT failed(m_job.failure());
  }
  setPolicies(m_policies);
}

void FoveaEvaluation::showResult() {
  QStringList labels;
  for (const std::string& label : m_open->choice->labels)
    labels << labelText(label);
  m_view.evaluation->setReports(m_result->policies, 0, labels);
  if (m_ours < m_result->records.size() && m_asked[m_ours] == m_policies.a)
    m_view.timeline->setKinds(m_result->records[m_ours]);
}

QString FoveaEvaluation::remark() const {
  if (!m_problem.isEmpty())
    return m_problem;
  if (!m_open)
    return {};
  if (m_open->video->info().live)
    return tr("A camera cannot be evaluated: its pictures come only once.");
  if (m_job.isRunning() && m_total == 0)
    return tr("Preparing the detector …");
  if (!m_result)
    return m_open->truth ? QString() : tr("Without ground truth only the cost is measured; open one for AP and delay.");
  const QLocale locale;
  const QString frames = locale.toString(static_cast<qlonglong>(m_result->policies.front().frames));
  QString text =
      tr("%1 of %2 frames").arg(frames, locale.toString(static_cast<qlonglong>(m_open->video->info().frames)));
  for (const std::string& warning : m_result->warnings)
    text += QStringLiteral(" · ") + labelText(warning);
  if (!m_open->truth)
    text += QStringLiteral(" · ") + tr("no ground truth");
  return text;
}

void FoveaEvaluation::showStatus() {
  m_view.evaluation->setStatus({.running = m_job.isRunning(),
                                .possible = m_open != nullptr && !m_open->video->info().live,
                                .stale = m_stale,
                                .done = m_done,
                                .total = m_total,
                                .remark = remark()});
  Q_EMIT changed();
}

const detect::AlarmReport* FoveaEvaluation::alarms() const {
  if (!isCurrent() || m_ours >= m_result->policies.size() || !m_result->policies[m_ours].precision)
    return nullptr;
  return &m_result->policies[m_ours].precision->alarms;
}

std::optional<double> FoveaEvaluation::remainingSeconds() const {
  if (!isRunning() || m_total <= 0 || static_cast<double>(m_done) < firstEstimateAt * static_cast<double>(m_total))
    return {};
  const double spent = static_cast<double>(m_clock.elapsed()) / 1e3;
  return spent * static_cast<double>(m_total - m_done) / static_cast<double>(m_done);
}

void FoveaEvaluation::retranslate() {
  showStatus();
}

}  // namespace effortlab::app
