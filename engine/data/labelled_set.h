#pragma once

#include "data/image.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace effortlab::data {

/// Images with one class each. Implementations are immutable; every member may be called from many threads.
class LabelledSet {
public:
  virtual ~LabelledSet() = default;

  virtual std::int64_t size() const = 0;
  /// Class index, >= 0.
  virtual int label(std::int64_t index) const = 0;
  /// Decodes one image. Errors: Error naming file and record.
  virtual Image image(std::int64_t index) const = 0;
  /// "photos/cat.jpg" or "t10k[17]": tells users which image a number belongs to.
  virtual std::string imageName(std::int64_t index) const = 0;

  /// The specification that opens this set again, paths absolute ("idx:/data/mnist").
  const std::string& spec() const noexcept { return m_spec; }
  /// May be empty.
  const std::vector<std::string>& classNames() const noexcept { return m_classNames; }
  /// Hexadecimal, over labels and the data's identity: tells two sets apart.
  const std::string& hash() const noexcept { return m_hash; }

protected:
  std::string m_spec;
  std::vector<std::string> m_classNames;
  std::string m_hash;
};

/// Opens `idx:DIR[#train]`, `cifar10:DIR|FILE`, `cifar100:DIR|FILE`, `list:FILE`, `folder:DIR` or `sample`.
/// Errors: Error naming file and place, Error{InvalidArgument} for an unknown kind.
std::shared_ptr<const LabelledSet> openLabelledSet(const std::string& spec);

/// `sample` is split for good: images [0, sampleTuningImages) tune, the rest are held out.
inline constexpr std::int64_t sampleTuningImages = 2000;

}  // namespace effortlab::data
