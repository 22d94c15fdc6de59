#pragma once

#include "data/video_source.h"

#include <QImage>

namespace effortlab::widgets {

/// The picture as a QImage over the very same pixels: it shares the frame's ownership instead of copying. A null image
/// for a null or empty frame.
QImage imageOf(const data::FramePtr& frame);

}  // namespace effortlab::widgets
