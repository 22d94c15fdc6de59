#pragma once

#include <span>
#include <string>
#include <string_view>

namespace effortlab::model {

/// One entry of a format's reader: the format's own name, and the layer kind it becomes ("Conv", "Convolution").
struct FormatLayer {
  std::string_view type;
  std::string_view layer;
};

/// What each reader reads, from the very tables they look types up in.
std::span<const FormatLayer> caffeLayerTypes();
std::span<const FormatLayer> onnxOperators();
std::span<const FormatLayer> darknetSections();

/// The table of layers and formats in Markdown, a row a layer kind: README's, checked by a test.
std::string layerTableMarkdown();

}  // namespace effortlab::model
