#pragma once

#include "model/darknet_layers.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace effortlab::model {

/// A section being read: its number counts from the one after [net], as Darknet and OpenCV count.
struct DarknetLayer {
  const DarknetSection& section;
  DarknetNetwork& network;
  std::string name;

  const ImportPlace& place() const { return section.place; }
  const DarknetMap& previous() const { return network.maps.empty() ? network.input : network.maps.back(); }

  /// Adds a node whose one output bears its name, which it returns.
  std::string add(const std::string& node, LayerParams params, std::vector<std::string> inputs,
                  std::vector<TensorPtr> weights = {});
  /// The section's activation over `value`. Errors: Error{Unsupported}.
  std::string addActivation(const std::string& value, std::string_view otherwise);
  /// The next weights. Errors: Error{Truncated, TooLarge}.
  TensorPtr take(std::initializer_list<std::int64_t> dims);
  /// A layer the .cfg names by number: negative counts back from this one. Errors: Error{InvalidArgument}.
  const DarknetMap& mapAt(std::int64_t number) const;
  /// The section's result. Errors: Error{ShapeMismatch} for an empty map.
  void finish(DarknetMap map);
  /// Errors: Error{Unsupported} where the key has another value.
  void requireValue(std::string_view key, std::int64_t value) const;
};

}  // namespace effortlab::model
