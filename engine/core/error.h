#pragma once

#include <stdexcept>
#include <string>

namespace effortlab {

enum class ErrorCode {
  InvalidArgument,  ///< a parameter out of its range
  FileNotFound,     ///< nothing at that path
  Unreadable,       ///< the file is there but cannot be read or written
  Truncated,        ///< the file ends before its contents do
  WrongFormat,      ///< the bytes are not of the format expected
  Unsupported,      ///< understood, but not something EffortLab computes
  ShapeMismatch,    ///< tensor shapes that do not fit together
  TooLarge,         ///< a size beyond what the file or the memory can hold
  NotFinite,        ///< NaN or infinity where a number is needed
  MissingData,      ///< a named part (tensor, layer, field, image) is absent
  Mismatch,         ///< two inputs that do not belong together
  Cancelled,        ///< stopped on request
};

/// The one error type of the engine. `what()` is a single line: file, place, what is wrong and what to do.
class Error : public std::runtime_error {
public:
  Error(ErrorCode code, const std::string& detail);

  /// An error in an input file. `place` says where in it (byte offset, line, layer, field); it may be empty.
  static Error inFile(ErrorCode code, const std::string& file, const std::string& place, const std::string& detail);

  ErrorCode code() const noexcept { return m_code; }

private:
  ErrorCode m_code;
};

}  // namespace effortlab
