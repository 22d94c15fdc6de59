#pragma once

#include "data/labelled_set.h"

namespace effortlab::data {

/// What an IDX or CIFAR reader found: small images of one size, as bytes.
struct MemoryImages {
  std::string spec;
  std::int64_t width = 0;
  std::int64_t height = 0;
  std::int64_t channels = 1;
  std::vector<std::uint8_t> pixels;  ///< [images, channels, height, width]; 3 channels are R, G, B
  std::vector<std::uint8_t> labels;
  std::vector<std::string> classNames;
  /// Names of the files the images came from, in order ("data_batch_2").
  std::vector<std::string> parts;
  std::vector<std::int64_t> partEnds;  ///< index one past the last image of each part
};

/// A labelled set whose images stay in memory, undecoded.
class MemorySet final : public LabelledSet {
public:
  explicit MemorySet(MemoryImages images);

  std::int64_t size() const override { return static_cast<std::int64_t>(m_images.labels.size()); }
  int label(std::int64_t index) const override;
  Image image(std::int64_t index) const override;
  std::string imageName(std::int64_t index) const override;

private:
  MemoryImages m_images;
};

/// Errors: Error{InvalidArgument} unless 0 <= index < size.
void requireIndex(std::int64_t index, std::int64_t size, const std::string& spec);

/// The names in a class name file beside the data; empty where there is no such file.
std::vector<std::string> classNamesBeside(const std::filesystem::path& file);

}  // namespace effortlab::data
