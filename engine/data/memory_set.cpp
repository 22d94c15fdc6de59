#include "data/memory_set.h"

#include "core/error.h"
#include "core/file_io.h"
#include "model/manifest.h"

#include <algorithm>
#include <array>

namespace effortlab::data {

void requireIndex(std::int64_t index, std::int64_t size, const std::string& spec) {
  if (index < 0 || index >= size)
    throw Error(ErrorCode::InvalidArgument, spec + ": no image " + std::to_string(index) + "; there are " +
                                                std::to_string(size) + ", counted from 0");
}

std::vector<std::string> classNamesBeside(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error))
    return {};
  return model::readLabels(file);
}

MemorySet::MemorySet(MemoryImages images) : m_images(std::move(images)) {
  m_spec = m_images.spec;
  m_classNames = m_images.classNames;
  const std::array<std::int64_t, 3> dims{m_images.channels, m_images.height, m_images.width};
  std::uint64_t hash = fnv1a(dims.data(), sizeof(dims));
  hash = fnv1a(m_images.labels.data(), m_images.labels.size(), hash);
  m_hash = toHex(fnv1a(m_images.pixels.data(), m_images.pixels.size(), hash));
}

int MemorySet::label(std::int64_t index) const {
  requireIndex(index, size(), m_spec);
  return m_images.labels[static_cast<std::size_t>(index)];
}

Image MemorySet::image(std::int64_t index) const {
  requireIndex(index, size(), m_spec);
  const std::int64_t plane = m_images.height * m_images.width;
  const std::uint8_t* source = m_images.pixels.data() + index * m_images.channels * plane;
  Image result{m_images.width, m_images.height, m_images.channels, {}};
  result.pixels.resize(static_cast<std::size_t>(m_images.channels * plane));
  for (std::int64_t c = 0; c < m_images.channels; ++c)
    for (std::int64_t i = 0; i < plane; ++i)
      result.pixels[static_cast<std::size_t>(i * m_images.channels + c)] = source[c * plane + i];
  return result;
}

std::string MemorySet::imageName(std::int64_t index) const {
  requireIndex(index, size(), m_spec);
  const auto end = std::upper_bound(m_images.partEnds.begin(), m_images.partEnds.end(), index);
  const auto part = static_cast<std::size_t>(end - m_images.partEnds.begin());
  const std::int64_t first = part == 0 ? 0 : m_images.partEnds[part - 1];
  return m_images.parts.at(part) + "[" + std::to_string(index - first) + "]";
}

}  // namespace effortlab::data
