#include "cli/npy.h"

#include "core/error.h"
#include "core/file_io.h"

#include <bit>
#include <charconv>
#include <cstring>
#include <string_view>
#include <vector>

namespace effortlab::cli {

namespace {

static_assert(std::endian::native == std::endian::little, "arrays are copied as they lie in the file");

constexpr std::string_view magic = "\x93NUMPY";
constexpr std::size_t versionBytes = 2;
constexpr std::size_t headerAlignment = 64;
constexpr std::int64_t largestFile = std::int64_t{4} << 30;

struct NpyFile {
  std::string name;
  std::string_view bytes;

  [[noreturn]] void fail(ErrorCode code, const std::string& place, const std::string& detail) const {
    throw Error::inFile(code, name, place, detail);
  }
};

/// The header's dictionary, and where the numbers begin.
struct Header {
  std::string_view dictionary;
  std::size_t dataBegin = 0;
};

Header findHeader(const NpyFile& file) {
  if (!file.bytes.starts_with(magic))
    file.fail(ErrorCode::WrongFormat, "", "is no NumPy .npy file");
  const std::size_t lengthAt = magic.size() + versionBytes;
  const std::size_t lengthBytes = file.bytes.size() > magic.size() && file.bytes[magic.size()] == 1 ? 2 : 4;
  if (file.bytes.size() < lengthAt + lengthBytes)
    file.fail(ErrorCode::Truncated, "", "ends within its header");
  std::size_t length = 0;
  for (std::size_t i = 0; i < lengthBytes; ++i)
    length |= static_cast<std::size_t>(static_cast<unsigned char>(file.bytes[lengthAt + i])) << (8 * i);
  const std::size_t begin = lengthAt + lengthBytes;
  if (length > file.bytes.size() - begin)
    file.fail(ErrorCode::Truncated, "", "ends within its header");
  return {.dictionary = file.bytes.substr(begin, length), .dataBegin = begin + length};
}

/// What stands behind 'key': in the dictionary.
std::string_view valueOf(const NpyFile& file, std::string_view dictionary, const std::string& key) {
  const std::string quoted = "'" + key + "'";
  const std::size_t at = dictionary.find(quoted);
  const std::size_t colon = at == std::string_view::npos ? at : dictionary.find(':', at + quoted.size());
  if (colon == std::string_view::npos)
    file.fail(ErrorCode::WrongFormat, "header", "has no " + key);
  const std::size_t begin = dictionary.find_first_not_of(' ', colon + 1);
  return begin == std::string_view::npos ? std::string_view{} : dictionary.substr(begin);
}

Shape parseShape(const NpyFile& file, std::string_view text) {
  const std::size_t close = text.find(')');
  if (!text.starts_with('(') || close == std::string_view::npos)
    file.fail(ErrorCode::WrongFormat, "header", "has no readable shape");
  std::vector<std::int64_t> dims;
  const char* end = text.data() + close;
  for (const char* p = text.data() + 1; p < end;) {
    if (*p == ' ' || *p == ',') {
      ++p;
      continue;
    }
    std::int64_t dim = 0;
    const auto result = std::from_chars(p, end, dim);
    if (result.ec != std::errc{} || dim < 0)
      file.fail(ErrorCode::WrongFormat, "header", "has no readable shape");
    dims.push_back(dim);
    p = result.ptr;
  }
  if (dims.size() > static_cast<std::size_t>(Shape::maxRank))
    file.fail(ErrorCode::Unsupported, "header",
              "the array has " + std::to_string(dims.size()) + " dimensions; at most 8 are read");
  return Shape(dims);
}

std::int64_t elementsOf(const NpyFile& file, const Shape& shape) {
  try {
    return shape.elementCount();
  } catch (const Error& error) {
    file.fail(error.code(), "header", error.what());
  }
}

}  // namespace

Tensor readNpy(const std::filesystem::path& path) {
  const std::string contents = readTextFile(path, largestFile);
  const NpyFile file{.name = path.string(), .bytes = contents};
  const Header header = findHeader(file);
  const std::string_view type = valueOf(file, header.dictionary, "descr");
  if (!type.starts_with("'<f4'") && !type.starts_with("'=f4'"))
    file.fail(ErrorCode::Unsupported, "header",
              "holds numbers of the type " + std::string(type.substr(0, type.find(','))) +
                  "; save the array as float32 (array.astype('<f4'))");
  if (!valueOf(file, header.dictionary, "fortran_order").starts_with("False"))
    file.fail(ErrorCode::Unsupported, "header", "is in Fortran order; save numpy.ascontiguousarray(array)");
  const Shape shape = parseShape(file, valueOf(file, header.dictionary, "shape"));
  const std::int64_t elements = elementsOf(file, shape);
  const std::size_t available = contents.size() - header.dataBegin;
  if (static_cast<std::uint64_t>(elements) * sizeof(float) > available)
    file.fail(ErrorCode::Truncated, "",
              "has " + std::to_string(available / sizeof(float)) + " of the " + std::to_string(elements) +
                  " numbers its header announces");
  Tensor tensor(shape);
  if (elements > 0)
    std::memcpy(tensor.data(), contents.data() + header.dataBegin, static_cast<std::size_t>(elements) * sizeof(float));
  return tensor;
}

std::string npyContents(const Tensor& tensor) {
  std::string dims;
  for (const std::int64_t dim : tensor.shape().dims())
    dims += std::to_string(dim) + ", ";
  if (tensor.shape().rank() > 1)
    dims.resize(dims.size() - 2);
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + dims + "), }";
  const std::size_t fixedBytes = magic.size() + versionBytes + 2 + 1;  // length, and a newline at the end
  header.append((headerAlignment - (fixedBytes + header.size()) % headerAlignment) % headerAlignment, ' ');
  header += '\n';

  std::string contents(magic);
  contents += '\x01';
  contents += '\0';
  contents += static_cast<char>(header.size() & 0xFF);
  contents += static_cast<char>(header.size() >> 8);
  contents += header;
  if (tensor.size() > 0)
    contents.append(reinterpret_cast<const char*>(tensor.data()),
                    static_cast<std::size_t>(tensor.size()) * sizeof(float));
  return contents;
}

}  // namespace effortlab::cli
