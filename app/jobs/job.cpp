#include "jobs/job.h"

#include <QMetaObject>
#include <QPointer>

#include <exception>

namespace effortlab::app {

JobBase::JobBase(std::shared_ptr<JobWorker> worker, JobWorker::Priority priority, QObject* parent)
    : QObject(parent), m_worker(std::move(worker)), m_priority(priority) {}

JobBase::~JobBase() = default;

void JobBase::stopAndWait() {
  if (m_current)
    m_current->stop.request_stop();
  m_current.reset();
  m_worker->remove(this);
  m_worker->waitFor(this);
}

void JobBase::launch(std::shared_ptr<Run> run, std::function<void()> work) {
  if (m_current)
    m_current->stop.request_stop();
  m_current = run;
  m_worker->post(this, m_priority, [this, run, work = std::move(work)] {
    execute(*run, work);
    {
      const std::lock_guard lock(run->mutex);
      run->done = true;
    }
    notify(run);
  });
}

void JobBase::execute(Run& run, const std::function<void()>& work) {
  if (run.stop.stop_requested())
    return;
  std::optional<JobFailure> failure;
  try {
    work();
  } catch (const Error& error) {
    failure = JobFailure{error.code(), QString::fromUtf8(error.what())};
  } catch (const std::bad_alloc&) {
    failure = JobFailure{ErrorCode::TooLarge, QStringLiteral("the memory of this machine is not enough")};
  } catch (const std::exception& error) {
    failure = JobFailure{ErrorCode::Unsupported, QString::fromUtf8(error.what())};
  } catch (...) {
    failure = JobFailure{ErrorCode::Unsupported, QStringLiteral("an unknown error")};
  }
  const std::lock_guard lock(run.mutex);
  run.failure = std::move(failure);
}

void JobBase::cancel() {
  if (!m_current)
    return;
  m_current->stop.request_stop();
  if (m_worker->remove(this)) {  // it never started
    {
      const std::lock_guard lock(m_current->mutex);
      m_current->done = true;
    }
    notify(m_current);
  }
}

void JobBase::notify(const std::shared_ptr<Run>& run) {
  {
    const std::lock_guard lock(run->mutex);
    if (run->noticePosted)
      return;
    run->noticePosted = true;
  }
  QMetaObject::invokeMethod(
      this, [this, run] { deliver(run); }, Qt::QueuedConnection);
}

void JobBase::deliver(const std::shared_ptr<Run>& run) {
  std::optional<Progress> newest;
  bool points = false;
  bool done = false;
  {
    const std::lock_guard lock(run->mutex);
    run->noticePosted = false;
    newest = std::exchange(run->progress, std::nullopt);
    points = std::exchange(run->pointsWaiting, false);
    done = run->done;
  }
  // A receiver may start a newer request or delete this job from within a signal: look again after each.
  const QPointer<JobBase> self(this);
  if (run == m_current && newest)
    Q_EMIT progress(newest->done, newest->total, QString::fromStdString(newest->stage));
  if (self && run == m_current && points)
    Q_EMIT point();
  if (self && run == m_current && done)
    finish(run);
}

void JobBase::finish(const std::shared_ptr<Run>& run) {
  keepResult(*run);
  m_current.reset();
  std::optional<JobFailure> failure;
  {
    const std::lock_guard lock(run->mutex);
    failure = std::move(run->failure);
  }
  m_failure = failure.value_or(JobFailure{});
  if (run->stop.stop_requested() || (failure && failure->code == ErrorCode::Cancelled))
    Q_EMIT finished(JobStatus::Cancelled);
  else if (failure)
    Q_EMIT finished(JobStatus::Failed);
  else
    Q_EMIT finished(JobStatus::Completed);
}

}  // namespace effortlab::app
