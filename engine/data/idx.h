#pragma once

#include "data/labelled_set.h"

namespace effortlab::data {

struct IdxSource {
  std::filesystem::path folder;
  bool train = false;  ///< train-* instead of t10k-*
  std::string spec;
  std::vector<std::string> classNames;  ///< when given, labels beyond them are refused
};

/// Reads a pair of IDX files (the MNIST family): `t10k-images-idx3-ubyte` and `t10k-labels-idx1-ubyte`, raw or `.gz`,
/// also with '.' before "idx". Memory stays within what the header announces and the file can hold.
/// Source:   format description of the MNIST database, magic 2051 (images) and 2049 (labels), big-endian
/// Errors:   Error{FileNotFound, Unreadable, Truncated, WrongFormat, TooLarge, Mismatch}, naming file and place
std::shared_ptr<const LabelledSet> openIdx(const IdxSource& source);

}  // namespace effortlab::data
