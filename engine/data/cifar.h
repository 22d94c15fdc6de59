#pragma once

#include "data/labelled_set.h"

namespace effortlab::data {

enum class CifarKind { Cifar10, Cifar100 };

struct CifarSource {
  CifarKind kind = CifarKind::Cifar10;
  std::filesystem::path path;  ///< one .bin file, or the folder of the binary version
  bool train = false;          ///< of a folder: data_batch_1..5.bin or train.bin instead of the test images
  std::string spec;
};

/// Reads the binary version of CIFAR: records of label bytes and a planar 3x32x32 image, R then G then B.
/// CIFAR-100 has a coarse and a fine label a record; the fine one is used.
/// Source:   "Binary version", https://www.cs.toronto.edu/~kriz/cifar.html
/// Errors:   Error{FileNotFound, Unreadable, Truncated, WrongFormat, TooLarge, InvalidArgument}, naming file and record
std::shared_ptr<const LabelledSet> openCifar(const CifarSource& source);

}  // namespace effortlab::data
