#pragma once

#include "controllers/fovea_widgets.h"
#include "jobs/judge_work.h"
#include "jobs/video_loader.h"
#include "models/running_speedup.h"

#include <QObject>
#include <QTimer>

#include <map>

namespace effortlab::app {

/// What was analysed since the video was opened or the policies changed.
struct FoveaFigures {
  std::int64_t frames = 0, processed = 0;
  double msPerFrame = 0.0;  ///< mean, total
  std::optional<fovea::SpeedUp> speedUp;
  std::int64_t objects = 0;  ///< in the frame on screen
};

/// Puts frames and what policies told of them on screen: the frame at once, the charts some times a second.
class FoveaPresenter : public QObject {
  Q_OBJECT

public:
  explicit FoveaPresenter(const FoveaWidgets& view, QObject* parent = nullptr);

  /// Empties everything.
  void setVideo(std::shared_ptr<const OpenVideo> open);
  /// What was told by other policies or settings is forgotten.
  void setPolicies(const PolicyPair& policies);
  /// While playing the last montage stays over skipped frames: it would flicker.
  void show(const FrameViewPtr& frame, bool playing);
  void add(const std::vector<SeenFrame>& seen);
  /// What waits for the next tick.
  void flush();

  /// Default boxes of an SSD over the frame on screen, where they are wanted.
  void showPriors();

  const FrameViewPtr& shown() const noexcept { return m_shown; }
  const std::map<std::int64_t, SeenFrame>& seen() const noexcept { return m_seen; }
  const FoveaFigures& figures() const noexcept { return m_figures; }
  void retranslate();

Q_SIGNALS:
  /// At most a few times a second.
  void figuresChanged();

private:
  void connectHover();
  void forget();
  void showBoxes();
  void showTruth();
  void addToCharts(const SeenFrame& seen);
  void learnFullCost(const fovea::FrameRecord& record);

  FoveaWidgets m_view;
  std::shared_ptr<const OpenVideo> m_open;
  PolicyPair m_policies;
  FrameViewPtr m_shown;
  std::map<std::int64_t, SeenFrame> m_seen;
  std::vector<SeenFrame> m_waiting;
  widgets::RunningSpeedUp m_speedUp;
  std::int64_t m_lastAdded = -1;
  std::int64_t m_fullFrames = 0;
  double m_totalMs = 0.0;
  FoveaFigures m_figures;
  QTimer m_tick;
};

}  // namespace effortlab::app
