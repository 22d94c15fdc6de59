#include "data/labelled_set.h"

#include "core/error.h"
#include "data/cifar.h"
#include "data/idx.h"
#include "data/image_list.h"

#include <cstdlib>

namespace effortlab::data {

namespace {

constexpr const char* sampleFolder = "/usr/share/datasets/fashion-mnist";

struct Place {
  std::filesystem::path path;  ///< absolute
  bool train = false;
  std::string suffix;  ///< as it belongs into the specification: "#train" or nothing
};

std::filesystem::path absolutePath(const std::string& text) {
  std::filesystem::path path = std::filesystem::absolute(text).lexically_normal();
  return path.has_filename() ? path : path.parent_path();
}

/// "DIR", "DIR#train" or "DIR#test"; a '#' that is part of an existing name is left alone.
Place parsePlace(const std::string& text, const std::string& spec) {
  if (text.empty())
    throw Error(ErrorCode::InvalidArgument, "data \"" + spec + "\": a path belongs after the colon");
  std::error_code error;
  const std::size_t hash = text.rfind('#');
  if (hash == std::string::npos || std::filesystem::exists(text, error))
    return {absolutePath(text), false, ""};
  const std::string part = text.substr(hash + 1);
  if (hash == 0 || (part != "train" && part != "test" && part != "t10k"))
    throw Error(ErrorCode::InvalidArgument,
                "data \"" + spec + "\": no such file, and no part \"#" + part + "\"; the parts are #train and #test");
  const bool train = part == "train";
  return {absolutePath(text.substr(0, hash)), train, train ? "#train" : ""};
}

std::shared_ptr<const LabelledSet> openSample() {
  const char* chosen = std::getenv("EFFORTLAB_SAMPLE_DIR");
  const std::filesystem::path folder = absolutePath(chosen != nullptr && *chosen != '\0' ? chosen : sampleFolder);
  try {
    return openIdx({.folder = folder,
                    .spec = "sample",
                    .classNames = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker",
                                   "Bag", "Ankle boot"}});
  } catch (const Error& error) {
    if (error.code() != ErrorCode::FileNotFound)
      throw;
    throw Error(error.code(), std::string(error.what()) +
                                  "; install the Debian package dataset-fashion-mnist, or name a folder with its "
                                  "files in EFFORTLAB_SAMPLE_DIR");
  }
}

}  // namespace

std::shared_ptr<const LabelledSet> openLabelledSet(const std::string& spec) {
  if (spec == "sample")
    return openSample();
  const std::size_t colon = spec.find(':');
  const std::string kind = colon == std::string::npos ? "" : spec.substr(0, colon);
  const std::string rest = colon == std::string::npos ? "" : spec.substr(colon + 1);
  if (kind == "idx") {
    const Place place = parsePlace(rest, spec);
    return openIdx({.folder = place.path,
                    .train = place.train,
                    .spec = kind + ":" + place.path.string() + place.suffix,
                    .classNames = {}});
  }
  if (kind == "cifar10" || kind == "cifar100") {
    const Place place = parsePlace(rest, spec);
    return openCifar({.kind = kind == "cifar10" ? CifarKind::Cifar10 : CifarKind::Cifar100,
                      .path = place.path,
                      .train = place.train,
                      .spec = kind + ":" + place.path.string() + place.suffix});
  }
  if ((kind == "list" || kind == "folder") && rest.empty())
    throw Error(ErrorCode::InvalidArgument, "data \"" + spec + "\": a path belongs after the colon");
  if (kind == "list")
    return openImageList(absolutePath(rest));
  if (kind == "folder")
    return openImageFolder(absolutePath(rest));
  throw Error(ErrorCode::InvalidArgument, "data \"" + spec +
                                              "\" is of no known kind; use sample, idx:DIR, cifar10:DIR, "
                                              "cifar100:DIR, list:FILE or folder:DIR");
}

}  // namespace effortlab::data
