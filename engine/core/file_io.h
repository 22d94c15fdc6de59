#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace effortlab {

/// The whole file. Errors: Error{FileNotFound, Unreadable}, Error{TooLarge} beyond `maxBytes`.
std::vector<std::uint8_t> readFile(const std::filesystem::path& file, std::int64_t maxBytes);
std::string readTextFile(const std::filesystem::path& file, std::int64_t maxBytes);

/// Writes to a temporary file beside `file`, then renames: a crash leaves the old contents or the new, never half.
/// Errors: Error{Unreadable}.
void writeFileAtomically(const std::filesystem::path& file, const std::string& contents);

/// 64-bit FNV-1a as 16 hexadecimal digits; chain calls by passing the last result as `seed`.
std::uint64_t fnv1a(const void* data, std::size_t bytes, std::uint64_t seed = 0xcbf29ce484222325ULL) noexcept;
std::string toHex(std::uint64_t value);

/// Two lower-case hexadecimal digits a byte. Nothing: `text` is not such.
std::string toHex(std::span<const std::uint8_t> bytes);
std::optional<std::vector<std::uint8_t>> fromHex(std::string_view text);

}  // namespace effortlab
