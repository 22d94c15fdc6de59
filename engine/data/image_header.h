#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace effortlab::data {

/// What the first bytes of an image file say about it, before anything is decoded.
struct ImageHeader {
  std::int64_t width = 0;
  std::int64_t height = 0;
  bool complete =
      true;  ///< false: the file visibly ends too early (JPEG without end marker, short RIFF), or is damaged (PNG)
};

/// Nothing if the bytes are no JPEG, PNG, BMP, PNM, WebP or TIFF, or if the header itself is damaged.
/// Decoders fill the missing part of a cut-off JPEG with grey and say nothing: hence `complete`.
/// Threads: safe to call concurrently
std::optional<ImageHeader> readImageHeader(std::span<const std::uint8_t> bytes);

}  // namespace effortlab::data
