#include "hostile_files.h"

#include <zlib.h>

#include <filesystem>

namespace effortlab::tests {

namespace {

namespace fs = std::filesystem;

void appendWord(std::string& bytes, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes += static_cast<char>((value >> shift) & 0xFF);
}

void appendChunk(std::string& bytes, const std::string& type, const std::string& data) {
  appendWord(bytes, static_cast<std::uint32_t>(data.size()));
  const std::string body = type + data;
  bytes += body;
  appendWord(bytes, static_cast<std::uint32_t>(
                        crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()))));
}

}  // namespace

HostileFiles::HostileFiles() {
  addHostileOnnx(*this);
  addHostileCaffe(*this);
  addHostileDarknet(*this);
  addHostileManifests(*this);
  addHostileData(*this);
}

fs::path HostileFiles::folderOf(const std::string& name) {
  std::string folder = name;
  for (char& letter : folder)
    if (letter == ' ' || letter == '/')
      letter = '-';
  fs::create_directories(m_folder.path() / folder);
  return m_folder.path() / folder;
}

fs::path HostileFiles::write(const std::string& name, const std::string& file, const std::string& contents) {
  const fs::path folder = folderOf(name);
  return m_folder.write((folder.filename() / file).string(), contents);
}

void HostileFiles::add(const std::string& name, const QStringList& arguments, const std::string& names,
                       std::int64_t bytes) {
  m_cases.push_back({name, arguments, names, bytes});
}

void HostileFiles::model(const std::string& name, const std::string& file, const std::string& contents,
                         const std::string& names) {
  const fs::path path = write(name, file, contents);
  add(name, {QStringLiteral("info"), QString::fromStdString(path.string())}, names.empty() ? file : names,
      static_cast<std::int64_t>(contents.size()));
}

std::string pngClaiming(std::uint32_t width, std::uint32_t height) {
  std::string header;
  appendWord(header, width);
  appendWord(header, height);
  header += std::string("\x08\x02\x00\x00\x00", 5);  // 8 bits, colour, no interlace
  std::string bytes = "\x89PNG\r\n\x1a\n";
  appendChunk(bytes, "IHDR", header);
  appendChunk(bytes, "IDAT", std::string("\x78\x9c\x03\x00\x00\x00\x00\x01", 8));
  appendChunk(bytes, "IEND", "");
  return bytes;
}

}  // namespace effortlab::tests
