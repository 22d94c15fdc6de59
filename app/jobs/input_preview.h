#pragma once

#include "data/labelled_set.h"
#include "model/manifest.h"

#include <QImage>
#include <QString>

namespace effortlab::app {

/// One image as a network will see it.
struct InputPreview {
  QImage image;  ///< the input turned back into colours: resized, cropped, grey where the network is
  float lowest = 0.0F;
  float highest = 0.0F;  ///< range of the input values
  QString name;          ///< of the image
};

/// Prepares image `index` of the set as `input` says. Errors: Error of the set; Error{ShapeMismatch} where the
/// description does not say how to get the network's size.
InputPreview previewInput(const data::LabelledSet& images, std::int64_t index, const model::InputSpec& input);

}  // namespace effortlab::app
