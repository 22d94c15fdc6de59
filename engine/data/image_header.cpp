#include "data/image_header.h"

#include <zlib.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <string_view>

namespace effortlab::data {

namespace {

using Bytes = std::span<const std::uint8_t>;

enum class Endian { Big, Little };

/// `count` bytes at `offset` as a number; the caller has checked the length.
std::int64_t number(Bytes bytes, std::size_t offset, std::size_t count, Endian endian) {
  std::int64_t value = 0;
  for (std::size_t i = 0; i < count; ++i)
    value = value << 8 | bytes[offset + (endian == Endian::Big ? i : count - 1 - i)];
  return value;
}

bool startsWith(Bytes bytes, std::string_view signature, std::size_t offset = 0) {
  return bytes.size() >= offset + signature.size() &&
         std::memcmp(bytes.data() + offset, signature.data(), signature.size()) == 0;
}

bool isFrameHeader(int marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

/// Walks the markers to the end of the image; thumbnails in application segments are jumped over.
std::optional<ImageHeader> readJpeg(Bytes bytes) {
  ImageHeader header{.complete = false};
  std::size_t position = 2;
  while (position < bytes.size()) {
    const auto* next =
        static_cast<const std::uint8_t*>(std::memchr(bytes.data() + position, 0xFF, bytes.size() - position));
    if (next == nullptr)
      break;
    position = static_cast<std::size_t>(next - bytes.data());
    while (position < bytes.size() && bytes[position] == 0xFF)  // a marker may be padded with 0xFF
      ++position;
    if (position == bytes.size())
      break;
    const int marker = bytes[position++];
    if (marker == 0xD9) {
      header.complete = true;
      break;
    }
    if (marker <= 0x01 || (marker >= 0xD0 && marker <= 0xD8))  // stuffed data, restarts: no segment follows
      continue;
    if (position + 2 > bytes.size())
      break;
    const auto length = static_cast<std::size_t>(number(bytes, position, 2, Endian::Big));
    if (isFrameHeader(marker) && length >= 7 && position + 7 <= bytes.size()) {
      header.height = number(bytes, position + 3, 2, Endian::Big);
      header.width = number(bytes, position + 5, 2, Endian::Big);
    }
    position += std::max<std::size_t>(length, 2);
  }
  // Without a size the file is no image, unless it ends before one could be given.
  if (header.width < 1 && header.complete)
    return std::nullopt;
  return header;
}

/// Walks the chunks to IEND and checks their sums: libpng would print its own lines on standard error.
bool pngIsComplete(Bytes bytes) {
  constexpr std::size_t signatureBytes = 8;
  constexpr std::size_t frameBytes = 12;  // length, type and sum around a chunk's data
  std::size_t position = signatureBytes;
  while (position + frameBytes <= bytes.size()) {
    const auto length = static_cast<std::size_t>(number(bytes, position, 4, Endian::Big));
    if (length > bytes.size() - position - frameBytes)
      return false;
    const std::int64_t sum = number(bytes, position + 8 + length, 4, Endian::Big);
    if (static_cast<std::int64_t>(crc32(0, bytes.data() + position + 4, static_cast<uInt>(length + 4))) != sum)
      return false;
    if (startsWith(bytes, "IEND", position + 4))
      return true;
    position += frameBytes + length;
  }
  return false;
}

std::optional<ImageHeader> readPng(Bytes bytes) {
  if (bytes.size() < 24 || !startsWith(bytes, "IHDR", 12))
    return std::nullopt;
  const ImageHeader header{number(bytes, 16, 4, Endian::Big), number(bytes, 20, 4, Endian::Big), pngIsComplete(bytes)};
  if (header.width < 1 || header.height < 1)
    return std::nullopt;
  return header;
}

std::optional<ImageHeader> readBmp(Bytes bytes) {
  constexpr std::int64_t coreHeaderBytes = 12;
  if (bytes.size() < 26)
    return std::nullopt;
  if (number(bytes, 14, 4, Endian::Little) == coreHeaderBytes)
    return ImageHeader{number(bytes, 18, 2, Endian::Little), number(bytes, 20, 2, Endian::Little), true};
  const auto height = static_cast<std::int32_t>(number(bytes, 22, 4, Endian::Little));  // negative: rows from the top
  return ImageHeader{number(bytes, 18, 4, Endian::Little), std::abs(std::int64_t{height}), true};
}

/// "P6 # comment\n640 480 255\n..."
std::optional<ImageHeader> readPnm(Bytes bytes) {
  constexpr std::int64_t tooLarge = 1'000'000'000;
  std::size_t position = 2;
  ImageHeader header;
  for (std::int64_t* value : {&header.width, &header.height}) {
    while (position < bytes.size() && (std::isspace(bytes[position]) != 0 || bytes[position] == '#')) {
      if (bytes[position] == '#')
        while (position < bytes.size() && bytes[position] != '\n')
          ++position;
      else
        ++position;
    }
    if (position == bytes.size() || std::isdigit(bytes[position]) == 0)
      return std::nullopt;
    for (; position < bytes.size() && std::isdigit(bytes[position]) != 0; ++position)
      *value = std::min(tooLarge, *value * 10 + (bytes[position] - '0'));
  }
  return header;
}

std::optional<ImageHeader> readWebp(Bytes bytes) {
  if (bytes.size() < 30)
    return std::nullopt;
  const bool complete = number(bytes, 4, 4, Endian::Little) + 8 <= static_cast<std::int64_t>(bytes.size());
  if (startsWith(bytes, "VP8X", 12))
    return ImageHeader{1 + number(bytes, 24, 3, Endian::Little), 1 + number(bytes, 27, 3, Endian::Little), complete};
  if (startsWith(bytes, "VP8L", 12)) {
    const std::int64_t packed = number(bytes, 21, 4, Endian::Little);
    return ImageHeader{1 + (packed & 0x3FFF), 1 + (packed >> 14 & 0x3FFF), complete};
  }
  if (startsWith(bytes, "VP8 ", 12))
    return ImageHeader{number(bytes, 26, 2, Endian::Little) & 0x3FFF, number(bytes, 28, 2, Endian::Little) & 0x3FFF,
                       complete};
  return std::nullopt;
}

/// Width and height of the first image file directory.
std::optional<ImageHeader> readTiff(Bytes bytes, Endian endian) {
  constexpr std::int64_t widthTag = 256;
  constexpr std::int64_t heightTag = 257;
  constexpr std::int64_t shortType = 3;
  constexpr std::size_t entryBytes = 12;
  if (bytes.size() < 8)
    return std::nullopt;
  const auto directory = static_cast<std::size_t>(number(bytes, 4, 4, endian));
  if (directory + 2 > bytes.size())  // the directory often comes last: a cut-off file lacks it
    return ImageHeader{.complete = false};
  const auto entries = static_cast<std::size_t>(number(bytes, directory, 2, endian));
  ImageHeader header;
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t entry = directory + 2 + i * entryBytes;
    if (entry + entryBytes > bytes.size())
      return ImageHeader{.complete = false};
    const std::int64_t tag = number(bytes, entry, 2, endian);
    const std::size_t size = number(bytes, entry + 2, 2, endian) == shortType ? 2 : 4;
    if (tag == widthTag)
      header.width = number(bytes, entry + 8, size, endian);
    if (tag == heightTag)
      header.height = number(bytes, entry + 8, size, endian);
  }
  return header;
}

}  // namespace

std::optional<ImageHeader> readImageHeader(Bytes bytes) {
  using namespace std::string_view_literals;
  if (startsWith(bytes, "\xFF\xD8\xFF"))
    return readJpeg(bytes);
  if (startsWith(bytes, "\x89PNG\r\n\x1A\n"))
    return readPng(bytes);
  if (startsWith(bytes, "BM"))
    return readBmp(bytes);
  if (bytes.size() > 2 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6')
    return readPnm(bytes);
  if (startsWith(bytes, "RIFF") && startsWith(bytes, "WEBP", 8))
    return readWebp(bytes);
  if (startsWith(bytes, "II*\0"sv))
    return readTiff(bytes, Endian::Little);
  if (startsWith(bytes, "MM\0*"sv))
    return readTiff(bytes, Endian::Big);
  return std::nullopt;
}

}  // namespace effortlab::data
