#include "data/video_source.h"

#include "core/error.h"

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <exception>
#include <map>
#include <mutex>
#include <set>
#include <thread>

namespace effortlab::data {

/// Two locks, taken in this order: `m_decoding` for the reader, `m_mutex` for everything else. Nobody decodes under
/// `m_mutex`, so a view that asks cached() never waits for a decoder.
struct VideoSource::Impl {
  Impl(std::unique_ptr<FrameReader> frames, const VideoCacheOptions& options)
      : m_reader(std::move(frames)), m_info(m_reader->info()) {
    const std::int64_t frameBytes = std::max<std::int64_t>(1, m_info.width * m_info.height * 3);
    m_room = std::max<std::int64_t>(2, options.bytes / frameBytes);
    m_ahead = std::clamp<std::int64_t>(options.ahead, 0, m_room - 1);
    if (m_info.live)
      m_worker = std::jthread([this](const std::stop_token& stop) { watchCamera(stop); });
    else if (m_ahead > 0)
      m_worker = std::jthread([this](const std::stop_token& stop) { decodeAhead(stop); });
  }

  ~Impl() {
    m_worker.request_stop();
    m_changed.notify_all();
  }

  FramePtr frame(std::int64_t index, const std::stop_token& stop) {
    if (m_info.live)
      return nextPicture(stop);
    if (index < 0 || index >= m_info.frames)
      throw Error(ErrorCode::InvalidArgument,
                  m_info.spec + " has no frame " + std::to_string(index) + ": it has " + std::to_string(m_info.frames));
    if (FramePtr kept = moveTo(index))
      return kept;
    if (stop.stop_requested())
      throw Error(ErrorCode::Cancelled, "stopped");
    const std::lock_guard decoding(m_decoding);
    if (FramePtr kept = cached(index))  // the worker was at it
      return kept;
    FramePtr picture = m_reader->read(index);
    keep(index, picture);
    return picture;
  }

  FramePtr cached(std::int64_t index) const {
    const std::lock_guard lock(m_mutex);
    const auto kept = m_frames.find(index);
    return kept == m_frames.end() ? nullptr : kept->second;
  }

  std::vector<FrameSpan> spans() const {
    const std::lock_guard lock(m_mutex);
    std::vector<FrameSpan> result;
    for (const auto& [index, picture] : m_frames)
      if (!result.empty() && result.back().second == index - 1)
        result.back().second = index;
      else
        result.emplace_back(index, index);
    return result;
  }

  void setDirection(bool forwards) {
    {
      const std::lock_guard lock(m_mutex);
      m_forwards = forwards;
    }
    m_changed.notify_all();
  }

  const VideoInfo& info() const noexcept { return m_info; }
  const VideoAnnotations* annotations() const noexcept { return m_reader->annotations(); }

private:
  /// Tells the worker where the viewer is; the frame, where it is kept.
  FramePtr moveTo(std::int64_t index) {
    FramePtr kept;
    {
      const std::lock_guard lock(m_mutex);
      m_at = index;
      m_started = true;
      if (const auto found = m_frames.find(index); found != m_frames.end())
        kept = found->second;
    }
    m_changed.notify_all();
    return kept;
  }

  void keep(std::int64_t index, FramePtr picture) {
    const std::lock_guard lock(m_mutex);
    m_frames[index] = std::move(picture);
    while (static_cast<std::int64_t>(m_frames.size()) > m_room)
      m_frames.erase(farthest());
  }

  /// Of the two ends the one that the viewer comes to last; ahead counts half, since that is where he goes.
  std::map<std::int64_t, FramePtr>::iterator farthest() {
    const auto last = std::prev(m_frames.end());
    std::int64_t before = m_at - m_frames.begin()->first;
    std::int64_t behind = last->first - m_at;
    (m_forwards ? before : behind) *= 2;
    return before >= behind ? m_frames.begin() : last;
  }

  /// The first frame ahead of the viewer that is neither kept nor known to be unreadable; -1: none.
  std::int64_t missingAhead() const {
    if (!m_started)
      return -1;
    const std::int64_t first = m_forwards ? m_at : std::max<std::int64_t>(0, m_at - m_ahead);
    const std::int64_t last = m_forwards ? std::min(m_at + m_ahead, m_info.frames - 1) : m_at;
    for (std::int64_t index = first; index <= last; ++index)
      if (!m_frames.contains(index) && !m_unreadable.contains(index))
        return index;
    return -1;
  }

  void decodeAhead(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, stop, [this] { return missingAhead() >= 0; });
      }
      const std::lock_guard decoding(m_decoding);
      std::int64_t index = -1;
      {
        const std::lock_guard lock(m_mutex);
        index = missingAhead();
      }
      if (index < 0 || stop.stop_requested())
        continue;
      try {
        keep(index, m_reader->read(index));
      } catch (const std::exception&) {  // whoever asks for the frame is told
        const std::lock_guard lock(m_mutex);
        m_unreadable.insert(index);
      }
    }
  }

  void watchCamera(const std::stop_token& stop) {
    for (std::int64_t index = 0; !stop.stop_requested(); ++index) {
      FramePtr picture;
      std::exception_ptr failure;
      try {
        picture = m_reader->read(index);
      } catch (const std::exception&) {
        failure = std::current_exception();
      }
      {
        const std::lock_guard lock(m_mutex);
        m_newest = picture;
        m_failure = failure;
        ++m_pictures;
      }
      m_changed.notify_all();
      if (failure)
        return;
    }
  }

  FramePtr nextPicture(const std::stop_token& stop) {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, stop, [this] { return m_pictures > m_given || m_failure; });
    if (stop.stop_requested())
      throw Error(ErrorCode::Cancelled, "stopped");
    if (m_failure)
      std::rethrow_exception(m_failure);
    m_given = m_pictures;
    return m_newest;
  }

  std::unique_ptr<FrameReader> m_reader;
  const VideoInfo m_info;
  std::int64_t m_room = 2;  ///< frames
  std::int64_t m_ahead = 0;
  std::mutex m_decoding;
  mutable std::mutex m_mutex;
  std::condition_variable_any m_changed;
  std::map<std::int64_t, FramePtr> m_frames;
  std::set<std::int64_t> m_unreadable;
  std::int64_t m_at = 0;
  bool m_started = false, m_forwards = true;
  FramePtr m_newest;  ///< of a camera
  std::exception_ptr m_failure;
  std::int64_t m_pictures = 0, m_given = 0;
  std::jthread m_worker;  ///< last: it stops before anything it uses goes
};

VideoSource::VideoSource(std::unique_ptr<FrameReader> reader, const VideoCacheOptions& options)
    : m_impl(std::make_unique<Impl>(std::move(reader), options)) {}

VideoSource::~VideoSource() = default;

const VideoInfo& VideoSource::info() const noexcept {
  return m_impl->info();
}

const VideoAnnotations* VideoSource::annotations() const noexcept {
  return m_impl->annotations();
}

FramePtr VideoSource::frame(std::int64_t index, const std::stop_token& stop) {
  return m_impl->frame(index, stop);
}

FramePtr VideoSource::cached(std::int64_t index) const {
  return m_impl->cached(index);
}

std::vector<FrameSpan> VideoSource::cachedSpans() const {
  return m_impl->spans();
}

void VideoSource::setDirection(bool forwards) {
  m_impl->setDirection(forwards);
}

std::shared_ptr<VideoSource> openVideo(const std::string& spec, const VideoCacheOptions& options) {
  return std::make_shared<VideoSource>(openFrameReader(spec), options);
}

}  // namespace effortlab::data
