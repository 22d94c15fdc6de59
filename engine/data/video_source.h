#pragma once

#include "data/box.h"
#include "data/image.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace effortlab::data {

/// An RGB picture that nobody changes any more: the view, the cache and the detector share it.
using FramePtr = std::shared_ptr<const Image>;

struct VideoInfo {
  std::string spec;  ///< opens it again, paths absolute ("scene:fast-pan", "/videos/a.avi", "camera:0")
  std::int64_t width = 0, height = 0;
  std::int64_t frames = 0;  ///< -1: a camera, without end
  double framesPerSecond = 25.0;
  /// What ground truth calls frame 0: the number in the first image's name; 0 otherwise.
  std::int64_t firstNumber = 0;
  bool live = false;  ///< a camera: no frame comes twice
};

/// Decodes one frame after the other. Not for use from several threads at once.
class FrameReader {
public:
  virtual ~FrameReader() = default;
  virtual const VideoInfo& info() const noexcept = 0;
  /// Frame `index`, exactly, wherever the last one was. Errors: Error{Truncated} where the stream ends before,
  /// Error{Mismatch} where its size changes, Error{Unreadable, WrongFormat}: one line, with the video and the frame.
  virtual FramePtr read(std::int64_t index) = 0;
  /// Exact boxes, where the video brings them along (scenes); else null.
  virtual const VideoAnnotations* annotations() const noexcept { return nullptr; }
};

/// A video file (what OpenCV's videoio decodes), a folder of numbered images, `camera:N` (V4L2) or `scene:NAME`.
/// Errors: Error{FileNotFound, Unreadable, WrongFormat, MissingData (no frames), InvalidArgument}: one line each.
std::unique_ptr<FrameReader> openFrameReader(const std::string& spec);

struct VideoCacheOptions {
  std::int64_t bytes = std::int64_t{256} << 20;  ///< decoded frames kept
  std::int64_t ahead = 32;                       ///< frames decoded before they are asked for; 0: none, no thread
};

/// First and last frame of a span kept in memory.
using FrameSpan = std::pair<std::int64_t, std::int64_t>;

/// A video with exact seeking through a cache of decoded frames, which a worker thread keeps filled ahead of the frame
/// last asked for. Of a live source, only the newest frame. Threads: every member may be called from many threads.
class VideoSource {
public:
  explicit VideoSource(std::unique_ptr<FrameReader> reader, const VideoCacheOptions& options = {});
  ~VideoSource();
  VideoSource(const VideoSource&) = delete;
  VideoSource& operator=(const VideoSource&) = delete;

  const VideoInfo& info() const noexcept;
  const VideoAnnotations* annotations() const noexcept;

  /// Frame `index`; decodes it here unless the cache has it. Of a live source: the frame after the one last given.
  /// Errors: those of FrameReader::read(); Error{Cancelled}; Error{InvalidArgument} for an index outside the video.
  FramePtr frame(std::int64_t index, const std::stop_token& stop = {});
  /// Frame `index` if it is in memory, else null; never waits for a decoder.
  FramePtr cached(std::int64_t index) const;
  /// Frames in memory, ascending: what a timeline draws as decoded.
  std::vector<FrameSpan> cachedSpans() const;
  /// Which way the next frames will be asked for: the worker decodes towards there.
  void setDirection(bool forwards);

private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

/// openFrameReader() with a cache.
std::shared_ptr<VideoSource> openVideo(const std::string& spec, const VideoCacheOptions& options = {});

}  // namespace effortlab::data
