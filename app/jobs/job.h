#pragma once

#include "core/error.h"
#include "core/run_control.h"
#include "jobs/job_worker.h"

#include <QObject>
#include <QString>

#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>
#include <variant>
#include <vector>

namespace effortlab::app {

enum class JobStatus { Completed, Cancelled, Failed };

/// What went wrong in a job; `text` is the engine's English line, the window adds its own words for the code.
struct JobFailure {
  ErrorCode code = ErrorCode::InvalidArgument;
  QString text;
};

/// The part of a job that has signals. All signals come on the thread the job lives on.
class JobBase : public QObject {
  Q_OBJECT

public:
  ~JobBase() override;

  bool isRunning() const noexcept { return m_current != nullptr; }
  /// Asks the request to stop; finished(Cancelled) follows, even when the result came too late to be stopped.
  void cancel();
  /// After finished(Failed).
  const JobFailure& failure() const noexcept { return m_failure; }

Q_SIGNALS:
  /// At most one waits at a time: the newest.
  void progress(qint64 done, qint64 total, const QString& stage);
  /// New points wait for takePoints().
  void point();
  /// Exactly once for each request that was not superseded.
  void finished(effortlab::app::JobStatus status);

protected:
  /// One request. The worker writes, this thread reads, both under the mutex.
  struct Run {
    virtual ~Run() = default;
    std::stop_source stop;
    std::mutex mutex;
    std::optional<Progress> progress;
    bool pointsWaiting = false;
    bool noticePosted = false;
    bool done = false;
    std::optional<JobFailure> failure;
  };

  JobBase(std::shared_ptr<JobWorker> worker, JobWorker::Priority priority, QObject* parent);

  /// Supersedes the current request. `work` runs on the worker and may throw.
  void launch(std::shared_ptr<Run> run, std::function<void()> work);
  /// Called on the worker: one event for whatever happened since the last one was handled.
  void notify(const std::shared_ptr<Run>& run);
  /// Stops and waits. Derived destructors call it: a task must not outlive what it writes to.
  void stopAndWait();

  virtual void keepResult(Run& run) = 0;

  std::shared_ptr<Run> m_current;

private:
  void deliver(const std::shared_ptr<Run>& run);
  void finish(const std::shared_ptr<Run>& run);
  static void execute(Run& run, const std::function<void()>& work);

  std::shared_ptr<JobWorker> m_worker;
  JobWorker::Priority m_priority;
  JobFailure m_failure;
};

/// A blocking engine function on a worker thread. start() while a request runs supersedes it: the older one is stopped
/// and nothing of it shows any more. Destroying the job stops and waits. Jobs that share a worker run one after
/// another. `Result` and `Point` are values or shared_ptr<const T>.
template <typename Result, typename Point = std::monostate>
class Job final : public JobBase {
public:
  struct Context {
    RunControl control;
    std::function<void(Point)> onPoint;
  };
  using Function = std::function<Result(const Context&)>;

  explicit Job(std::shared_ptr<JobWorker> worker = std::make_shared<JobWorker>(),
               JobWorker::Priority priority = JobWorker::Priority::Normal, QObject* parent = nullptr)
      : JobBase(std::move(worker), priority, parent) {}
  ~Job() override { stopAndWait(); }

  void start(Function function) {
    auto run = std::make_shared<TypedRun>();
    m_result.reset();
    m_points.clear();
    launch(run, [this, run, function = std::move(function)] {
      Result result = function(contextOf(run));
      const std::lock_guard lock(run->mutex);
      run->result = std::move(result);
    });
  }

  /// After finished(): the result; after Cancelled what the function returned so far, if it did.
  std::optional<Result> takeResult() { return std::exchange(m_result, std::nullopt); }

  /// The points since the last call.
  std::vector<Point> takePoints() {
    if (const auto run = std::static_pointer_cast<TypedRun>(m_current))
      collectPoints(*run);
    return std::exchange(m_points, {});
  }

private:
  struct TypedRun final : Run {
    std::optional<Result> result;
    std::vector<Point> points;
  };

  Context contextOf(const std::shared_ptr<TypedRun>& run) {
    Context context;
    context.control.stop = run->stop.get_token();
    context.control.onProgress = [this, run](const Progress& progress) {
      {
        const std::lock_guard lock(run->mutex);
        run->progress = progress;
      }
      notify(run);
    };
    context.onPoint = [this, run](Point point) {
      {
        const std::lock_guard lock(run->mutex);
        run->points.push_back(std::move(point));
        run->pointsWaiting = true;
      }
      notify(run);
    };
    return context;
  }

  void collectPoints(TypedRun& run) {
    const std::lock_guard lock(run.mutex);
    std::move(run.points.begin(), run.points.end(), std::back_inserter(m_points));
    run.points.clear();
  }

  void keepResult(Run& run) override {
    auto& typed = static_cast<TypedRun&>(run);
    collectPoints(typed);
    const std::lock_guard lock(typed.mutex);
    m_result = std::move(typed.result);
  }

  std::optional<Result> m_result;
  std::vector<Point> m_points;
};

}  // namespace effortlab::app
