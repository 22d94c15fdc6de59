#pragma once

#include "fovea/frame_record.h"

#include <QImage>

#include <span>

namespace effortlab::app {

/// Montages in a grid, each with its tiles' borders and what it is of; records without a montage are left out.
QImage montageSheet(std::span<const fovea::FrameRecord> records, const QString& caption);

}  // namespace effortlab::app
