#pragma once

#include "core/error.h"
#include "data/labelled_set.h"
#include "support/test_files.h"

#include <QTest>

#include <optional>

namespace effortlab::tests {

std::string gzip(const std::string& contents);
std::string bigEndian(std::uint32_t value);

/// "abc" three times is "abcabcabc".
std::string repeated(const std::string& text, std::size_t times);

/// IDX files with two images of 2x3 pixels, values 0 to 11, and the labels 3 and 1.
std::string idxImages();
std::string idxLabels();

/// The error that opening `spec` ends with, if any.
std::optional<Error> openError(const std::string& spec);

/// "" if `error` has this code, is one line and contains all fragments; otherwise what is wrong.
std::string errorFault(const std::optional<Error>& error, ErrorCode code, const std::vector<std::string>& fragments);

/// Largest resident memory of the process so far.
std::int64_t peakMemoryBytes();

}  // namespace effortlab::tests

#define COMPARE_ERROR(error, code, ...)                                                                         \
  do {                                                                                                          \
    const std::string fault = effortlab::tests::errorFault(error, code, std::vector<std::string>{__VA_ARGS__}); \
    QVERIFY2(fault.empty(), fault.c_str());                                                                     \
  } while (false)
