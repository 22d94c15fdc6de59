#pragma once

#include "data/video_source.h"
#include "detect/detector.h"
#include "fovea/frame_policy.h"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <utility>
#include <vector>

namespace effortlab::app {

using RecordPtr = std::shared_ptr<const fovea::FrameRecord>;

/// A frame as it is shown. Nobody changes it any more.
struct FrameView {
  std::int64_t frame = 0;
  data::FramePtr image;
  RecordPtr a;  ///< with its montage, unless that was dropped meanwhile
  RecordPtr b;  ///< of the policy compared with; null: none
};
using FrameViewPtr = std::shared_ptr<const FrameView>;

/// What the policies told of a frame; without montages.
struct SeenFrame {
  std::int64_t frame = 0;
  RecordPtr a, b;
};

/// The policy of a video and the one it is compared with.
struct PolicyPair {
  fovea::PolicySettings a;
  std::optional<fovea::PolicySettings> b;

  bool operator==(const PolicyPair&) const = default;
};

/// fovea::makePolicy(), or what a test puts in its place.
using PolicyFactory = std::function<std::unique_ptr<fovea::FramePolicy>(const fovea::PolicySettings&, detect::Detector&,
                                                                        const fovea::PolicyOptions&)>;

/// Looks at a video's frames with one policy or two, and keeps what they told. Threads: for one.
class FrameAnalyst {
public:
  explicit FrameAnalyst(PolicyFactory factory) : m_factory(std::move(factory)) {}

  /// Policies are made when the first frame is looked at.
  void open(std::shared_ptr<data::VideoSource> video, std::shared_ptr<detect::Detector> detector, PolicyPair policies);
  /// From the next frame on. Errors: of FramePolicy::change(); the settings are as before then.
  void change(PolicyPair policies);

  /// Analyses a frame. Errors: of the video, the detector and the policies; Error{Cancelled}.
  FrameViewPtr look(std::int64_t frame, const std::stop_token& stop);
  /// A frame seen before as it was then, or null. Errors: of the video.
  FrameViewPtr kept(std::int64_t frame, const std::stop_token& stop);
  /// Analyses it again as if the present settings had been there before: from the last full frame on where that does
  /// not take long. Same errors as look().
  FrameViewPtr lookAgain(std::int64_t frame, const std::stop_token& stop);
  /// The frame that continues what the policies saw last.
  std::int64_t next() const noexcept { return m_last + 1; }
  /// The next frame is looked at afresh.
  void restart();

  /// Canvas sizes of the policies for which the detector is not ready yet: the first frame of such a size is slow.
  int unprepared() const noexcept { return static_cast<int>(m_unprepared.size()); }
  /// Makes it ready for one of them. Errors: of the detector; Error{Cancelled}.
  void prepareOne(const std::stop_token& stop);

  /// Frames analysed since the last call.
  std::vector<SeenFrame> takeSeen() { return std::exchange(m_newlySeen, {}); }

private:
  struct Looker {
    std::optional<fovea::PolicySettings> settings;
    std::unique_ptr<fovea::FramePolicy> policy;
  };
  struct Kept {
    SeenFrame seen;
    data::FramePtr montage;
    data::FramePtr image;  ///< of a camera: it comes only once
  };

  void apply(Looker& looker, const std::optional<fovea::PolicySettings>& settings);
  RecordPtr lookWith(Looker& looker, const fovea::FrameTask& task, data::FramePtr& montage);
  void makePolicy(Looker& looker, const std::stop_token& stop);
  void keep(Kept kept);
  std::int64_t startOfAgain(std::int64_t frame) const;

  PolicyFactory m_factory;
  std::shared_ptr<data::VideoSource> m_video;
  std::shared_ptr<detect::Detector> m_detector;
  Looker m_a, m_b;
  std::int64_t m_last = -1;
  std::map<std::int64_t, Kept> m_kept;
  std::deque<std::int64_t> m_withMontage;  ///< oldest first
  std::int64_t m_montageBytes = 0;
  std::vector<model::ImageSize> m_unprepared;
  std::set<std::pair<std::int64_t, std::int64_t>> m_prepared;  ///< height, width
  std::vector<SeenFrame> m_newlySeen;
};

}  // namespace effortlab::app
