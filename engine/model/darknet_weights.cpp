#include "model/darknet_weights.h"

#include "core/file_io.h"

#include <cstring>
#include <limits>

namespace effortlab::model {

namespace {

constexpr std::int64_t largestDarknetWeights = std::numeric_limits<std::int32_t>::max();
constexpr std::size_t versionBytes = 3 * sizeof(std::int32_t);  // major, minor, revision
/// From 1000 on Darknet would transpose fully connected weights; no such file was ever published.
constexpr std::int32_t firstOddVersion = 1000;
constexpr std::int32_t firstLongSeen = 2;  ///< major * 10 + minor from which the images seen are a 64-bit number

std::int32_t littleInt(const std::uint8_t* bytes) {
  std::int32_t value = 0;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

}  // namespace

DarknetWeights::DarknetWeights(const std::filesystem::path& file)
    : m_file(file), m_bytes(readFile(file, largestDarknetWeights)) {
  const auto cut = [&] {
    return Error::inFile(ErrorCode::Truncated, m_file.string(), "header", "ends before its header does");
  };
  if (m_bytes.size() < versionBytes)
    throw cut();
  const std::int32_t major = littleInt(m_bytes.data());
  const std::int32_t minor = littleInt(m_bytes.data() + sizeof(std::int32_t));
  if (major < 0 || minor < 0 || major >= firstOddVersion || minor >= firstOddVersion)
    throw Error::inFile(
        ErrorCode::WrongFormat, m_file.string(), "header",
        "version " + std::to_string(major) + "." + std::to_string(minor) + " is not one of Darknet's weight files");
  m_position = versionBytes + (major * 10 + minor >= firstLongSeen ? sizeof(std::uint64_t) : sizeof(std::uint32_t));
  if (m_bytes.size() < m_position)
    throw cut();
}

TensorPtr DarknetWeights::take(const Shape& shape, const ImportPlace& layer) {
  const std::size_t left = m_bytes.size() - m_position;
  const auto count = static_cast<std::size_t>(shape.elementCount());
  if (count > left / sizeof(float))
    throw layer.error(ErrorCode::Truncated, "needs " + std::to_string(count) + " more weights; " + m_file.string() +
                                                " has " + std::to_string(left / sizeof(float)) +
                                                " left: it is cut short or belongs to another .cfg");
  auto tensor = std::make_shared<Tensor>(shape);
  if (count > 0)
    std::memcpy(tensor->data(), m_bytes.data() + m_position, count * sizeof(float));
  m_position += count * sizeof(float);
  return tensor;
}

void DarknetWeights::requireEnd() const {
  if (m_position != m_bytes.size())
    throw Error::inFile(ErrorCode::Mismatch, m_file.string(), "byte " + std::to_string(m_position),
                        std::to_string(m_bytes.size() - m_position) +
                            " bytes follow the last layer's weights; the file belongs to another .cfg");
}

}  // namespace effortlab::model
