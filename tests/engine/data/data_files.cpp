#include "data_files.h"

#include <sys/resource.h>
#include <zlib.h>

namespace effortlab::tests {

std::string gzip(const std::string& contents) {
  constexpr int gzipWindow = 15 + 16;  // zlib: 16 more writes a gzip header
  constexpr int memoryLevel = 8;
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzipWindow, memoryLevel, Z_DEFAULT_STRATEGY);
  std::string result(deflateBound(&stream, contents.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(contents.data()));
  stream.avail_in = static_cast<uInt>(contents.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  deflate(&stream, Z_FINISH);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return result;
}

std::string bigEndian(std::uint32_t value) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8)
    text += static_cast<char>(value >> shift & 0xFF);
  return text;
}

std::string repeated(const std::string& text, std::size_t times) {
  std::string result;
  result.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i)
    result += text;
  return result;
}

std::string idxImages() {
  std::string text = bigEndian(2051) + bigEndian(2) + bigEndian(2) + bigEndian(3);
  for (char value = 0; value < 12; ++value)
    text += value;
  return text;
}

std::string idxLabels() {
  return bigEndian(2049) + bigEndian(2) + "\x03\x01";
}

std::optional<Error> openError(const std::string& spec) {
  try {
    data::openLabelledSet(spec);
  } catch (const Error& error) {
    return error;
  }
  return std::nullopt;
}

std::string errorFault(const std::optional<Error>& error, ErrorCode code, const std::vector<std::string>& fragments) {
  if (!error)
    return "no error";
  const std::string text = error->what();
  if (error->code() != code)
    return "code " + std::to_string(static_cast<int>(error->code())) + " instead of " +
           std::to_string(static_cast<int>(code)) + ": " + text;
  if (text.find('\n') != std::string::npos)
    return "more than one line: " + text;
  for (const std::string& fragment : fragments)
    if (text.find(fragment) == std::string::npos)
      return "no \"" + fragment + "\" in: " + text;
  return "";
}

std::int64_t peakMemoryBytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return std::int64_t{usage.ru_maxrss} * 1024;  // Linux counts in KiB
}

}  // namespace effortlab::tests
