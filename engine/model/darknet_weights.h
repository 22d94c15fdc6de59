#pragma once

#include "core/tensor.h"
#include "model/import_checks.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace effortlab::model {

/// A Darknet .weights file, read from front to back: a header, then the numbers of all layers in the order of the .cfg.
class DarknetWeights {
public:
  /// Errors: Error{FileNotFound, Unreadable, TooLarge, Truncated, WrongFormat}.
  explicit DarknetWeights(const std::filesystem::path& file);

  /// The next numbers. Errors: Error{Truncated} naming `layer` where the file holds fewer, before it allocates.
  TensorPtr take(const Shape& shape, const ImportPlace& layer);
  /// Errors: Error{Mismatch} where numbers are left.
  void requireEnd() const;

private:
  std::filesystem::path m_file;
  std::vector<std::uint8_t> m_bytes;
  std::size_t m_position = 0;
};

}  // namespace effortlab::model
