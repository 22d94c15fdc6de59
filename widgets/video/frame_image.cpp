#include "video/frame_image.h"

namespace effortlab::widgets {

QImage imageOf(const data::FramePtr& frame) {
  if (!frame || frame->width <= 0 || frame->height <= 0 || (frame->channels != 1 && frame->channels != 3)) {
    return {};
  }
  const QImage::Format format = frame->channels == 1 ? QImage::Format_Grayscale8 : QImage::Format_RGB888;
  // The image keeps the frame alive as long as any copy of the image is.
  return QImage(
      frame->pixels.data(), static_cast<int>(frame->width), static_cast<int>(frame->height),
      static_cast<qsizetype>(frame->width * frame->channels), format,
      [](void* owner) { delete static_cast<data::FramePtr*>(owner); }, new data::FramePtr(frame));
}

}  // namespace effortlab::widgets
