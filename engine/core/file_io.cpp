#include "core/file_io.h"

#include "core/error.h"

#include <array>
#include <charconv>
#include <cstring>
#include <fstream>
#include <system_error>

namespace effortlab {

namespace {

template <typename Buffer>
Buffer readAll(const std::filesystem::path& file, std::int64_t maxBytes) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (error || !std::filesystem::exists(status))
    throw Error::inFile(ErrorCode::FileNotFound, file.string(), "", "no such file; check the path");
  if (!std::filesystem::is_regular_file(status))
    throw Error::inFile(ErrorCode::Unreadable, file.string(), "", "is not a regular file");
  const auto size = static_cast<std::int64_t>(std::filesystem::file_size(file, error));
  if (error)
    throw Error::inFile(ErrorCode::Unreadable, file.string(), "", error.message());
  if (size > maxBytes)
    throw Error::inFile(ErrorCode::TooLarge, file.string(), "",
                        std::to_string(size) + " bytes; at most " + std::to_string(maxBytes) + " are read");
  std::ifstream stream(file, std::ios::binary);
  Buffer contents(static_cast<std::size_t>(size), typename Buffer::value_type{});
  if (!stream || !stream.read(reinterpret_cast<char*>(contents.data()), size))
    throw Error::inFile(ErrorCode::Unreadable, file.string(), "", "cannot be read; check its permissions");
  return contents;
}

}  // namespace

std::vector<std::uint8_t> readFile(const std::filesystem::path& file, std::int64_t maxBytes) {
  return readAll<std::vector<std::uint8_t>>(file, maxBytes);
}

std::string readTextFile(const std::filesystem::path& file, std::int64_t maxBytes) {
  return readAll<std::string>(file, maxBytes);
}

void writeFileAtomically(const std::filesystem::path& file, const std::string& contents) {
  const std::filesystem::path temporary = file.string() + ".part";
  {
    std::ofstream stream(temporary, std::ios::binary | std::ios::trunc);
    stream.write(contents.data(), static_cast<std::streamsize>(contents.size()));
    stream.flush();
    if (!stream)
      throw Error::inFile(ErrorCode::Unreadable, file.string(), "",
                          "cannot be written; check the folder and its space");
  }
  std::error_code error;
  std::filesystem::rename(temporary, file, error);
  if (error)
    throw Error::inFile(ErrorCode::Unreadable, file.string(), "", "cannot be written: " + error.message());
}

std::uint64_t fnv1a(const void* data, std::size_t bytes, std::uint64_t seed) noexcept {
  const auto* p = static_cast<const unsigned char*>(data);
  for (std::size_t i = 0; i < bytes; ++i)
    seed = (seed ^ p[i]) * 0x100000001b3ULL;
  return seed;
}

std::string toHex(std::uint64_t value) {
  std::array<char, 17> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(value));
  return text.data();
}

std::string toHex(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const std::uint8_t byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::optional<std::vector<std::uint8_t>> fromHex(std::string_view text) {
  if (text.size() % 2 != 0)
    return std::nullopt;
  std::vector<std::uint8_t> bytes(text.size() / 2);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char* first = text.data() + 2 * i;
    const auto [end, problem] = std::from_chars(first, first + 2, bytes[i], 16);
    if (problem != std::errc{} || end != first + 2)
      return std::nullopt;
  }
  return bytes;
}

}  // namespace effortlab
