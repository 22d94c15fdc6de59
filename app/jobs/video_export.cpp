#include "jobs/video_export.h"

#include "core/error.h"
#include "core/parallel.h"
#include "data/boxes_io.h"
#include "fovea/annotated_video.h"
#include "jobs/judge_work.h"
#include "jobs/montage_sheet.h"

#include <QSaveFile>

#include <algorithm>
#include <functional>
#include <memory>
#include <vector>

namespace effortlab::app {

namespace {

constexpr std::size_t mostMontages = 12;
/// A sheet from frame N on shows what a policy does that has been running for a while.
constexpr std::int64_t framesBefore = 48;

void writeFile(const std::filesystem::path& path, const std::function<bool(QSaveFile&)>& write) {
  QSaveFile file(QString::fromStdString(path.string()));
  if (!file.open(QIODevice::WriteOnly) || !write(file) || !file.commit())
    throw Error::inFile(ErrorCode::Unreadable, path.string(), "",
                        "cannot be written (" + file.errorString().toStdString() + "); choose another place");
}

/// Takes the frames as they come, and writes in the end.
class Exporter {
public:
  explicit Exporter(const VideoExportPlan& plan) : m_plan(plan) {
    const data::VideoInfo& info = plan.open->video->info();
    if (plan.kind == VideoExport::AnnotatedVideo)
      m_video = std::make_unique<fovea::AnnotatedVideo>(
          plan.file, fovea::AnnotatedVideoOptions{.frame = {.height = info.height, .width = info.width},
                                                  .framesPerSecond = info.framesPerSecond,
                                                  .labels = plan.open->choice->labels});
  }

  bool wantsMontage(std::int64_t frame) const {
    return m_plan.kind == VideoExport::MontageSheet && frame >= m_plan.fromFrame;
  }

  void add(const data::FramePtr& image, fovea::FrameRecord record) {
    switch (m_plan.kind) {
      case VideoExport::AnnotatedVideo: m_video->add(*image, record); break;
      case VideoExport::Detections:
        m_found.resize(static_cast<std::size_t>(record.frame) + 1);
        m_found.back() = detectionsOf(record);
        break;
      case VideoExport::MontageSheet:
        if (!record.montage)
          return;
        m_montages.push_back(std::move(record));
        break;
    }
    ++m_frames;
  }

  bool isFull() const { return m_montages.size() >= mostMontages; }

  std::int64_t finish() {
    switch (m_plan.kind) {
      case VideoExport::AnnotatedVideo: m_video->finish(); break;
      case VideoExport::Detections:
        writeFile(m_plan.file, [this](QSaveFile& file) {
          const std::string text = data::scoredBoxesText(m_found, m_plan.open->choice->labels);
          return file.write(text.data(), static_cast<qint64>(text.size())) == static_cast<qint64>(text.size());
        });
        break;
      case VideoExport::MontageSheet:
        writeFile(m_plan.file,
                  [this](QSaveFile& file) { return montageSheet(m_montages, m_plan.caption).save(&file, "PNG"); });
        break;
    }
    return m_frames;
  }

private:
  const VideoExportPlan& m_plan;
  std::unique_ptr<fovea::AnnotatedVideo> m_video;
  std::vector<detect::Detections> m_found;
  std::vector<fovea::FrameRecord> m_montages;
  std::int64_t m_frames = 0;
};

bool endsEarly(const Error& error) {
  return error.code() == ErrorCode::Truncated || error.code() == ErrorCode::Mismatch ||
         error.code() == ErrorCode::Unreadable || error.code() == ErrorCode::WrongFormat;
}

VideoExportResult run(const VideoExportPlan& plan, const RunControl& control) {
  const auto video = data::openVideo(plan.open->spec);
  const data::VideoInfo& info = video->info();
  if (info.live)
    throw Error(ErrorCode::InvalidArgument, "a camera's pictures come only once: record them to a file first");
  const auto detector = makeDetector(*plan.open->choice);
  const auto policy =
      plan.makePolicy(plan.policy, *detector, {.frame = {.height = info.height, .width = info.width}, .input = {}});
  Exporter exporter(plan);
  VideoExportResult result;
  const bool sheet = plan.kind == VideoExport::MontageSheet;
  const std::int64_t first = sheet ? std::max<std::int64_t>(0, plan.fromFrame - framesBefore) : 0;
  for (std::int64_t frame = first; frame < info.frames && !exporter.isFull(); ++frame) {
    control.throwIfStopped();
    data::FramePtr image;
    try {
      image = video->frame(frame, control.stop);
    } catch (const Error& error) {
      if (!endsEarly(error) || frame == first)
        throw;
      result.warning = error.what();
      break;
    }
    exporter.add(
        image,
        policy->look(
            {.frame = frame, .image = image, .keepMontage = exporter.wantsMontage(frame), .stop = control.stop}));
    control.report(frame - first + 1, info.frames - first, "exporting");
  }
  result.frames = exporter.finish();
  return result;
}

}  // namespace

VideoExportResult exportVideo(const VideoExportPlan& plan, const RunControl& control) {
  VideoExportResult result;
  ThreadArena(plan.threads).run([&] { result = run(plan, control); });
  return result;
}

}  // namespace effortlab::app
