#include "hostile_files.h"

#include <zlib.h>

#include <functional>

namespace effortlab::tests {

namespace {

constexpr std::uint32_t imageMagic = 2051;
constexpr std::uint32_t labelMagic = 2049;
constexpr int idxSide = 28;
constexpr int idxImages = 5;

std::string bigEndian(const std::vector<std::uint32_t>& words) {
  std::string bytes;
  for (const std::uint32_t word : words)
    for (int shift = 24; shift >= 0; shift -= 8)
      bytes += static_cast<char>((word >> shift) & 0xFF);
  return bytes;
}

std::string idxPixels() {
  return bigEndian({imageMagic, idxImages, idxSide, idxSide}) + std::string(idxImages * idxSide * idxSide, '\x40');
}
std::string idxLabels() {
  return bigEndian({labelMagic, idxImages}) + std::string("\x00\x01\x02\x03\x04", idxImages);
}

/// `repeats` times `block`, compressed: a bomb where the block is all of one byte.
std::string gzipped(const std::string& block, int repeats) {
  z_stream stream{};
  constexpr int gzipWindow = 15 + 16;
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzipWindow, 9, Z_DEFAULT_STRATEGY);
  std::string result;
  std::vector<Bytef> out(1 << 16);
  for (int i = 0; i <= repeats; ++i) {
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(block.data()));
    stream.avail_in = i < repeats ? static_cast<uInt>(block.size()) : 0;
    do {
      stream.next_out = out.data();
      stream.avail_out = static_cast<uInt>(out.size());
      deflate(&stream, i < repeats ? Z_NO_FLUSH : Z_FINISH);
      result.append(reinterpret_cast<const char*>(out.data()), out.size() - stream.avail_out);
    } while (stream.avail_out == 0);
  }
  deflateEnd(&stream);
  return result;
}

struct IdxPair {
  std::string pixels = idxPixels();
  std::string labels = idxLabels();
  std::string suffix;
};

}  // namespace

void addHostileData(HostileFiles& files) {
  const auto evaluate = [&files](const std::string& name, const std::string& spec, std::int64_t bytes) {
    files.add(name, {QStringLiteral("evaluate"), QStringLiteral("fashion-lenet"), QString::fromStdString(spec)}, "",
              bytes);
  };
  const auto idx = [&](const std::string& name, const std::function<void(IdxPair&)>& change) {
    IdxPair pair;
    change(pair);
    const std::string full = "idx: " + name;
    files.write(full, "t10k-images-idx3-ubyte" + pair.suffix, pair.pixels);
    files.write(full, "t10k-labels-idx1-ubyte" + pair.suffix, pair.labels);
    evaluate(full, "idx:" + files.folderOf(full).string(),
             static_cast<std::int64_t>(pair.pixels.size() + pair.labels.size()));
  };
  idx("labels and pixels swapped", [](IdxPair& pair) { std::swap(pair.pixels, pair.labels); });
  idx("empty pixels", [](IdxPair& pair) { pair.pixels.clear(); });
  idx("empty labels", [](IdxPair& pair) { pair.labels.clear(); });
  idx("header cut", [](IdxPair& pair) { pair.pixels.resize(10); });
  idx("pixels cut", [](IdxPair& pair) { pair.pixels.resize(pair.pixels.size() - 1); });
  idx("labels cut", [](IdxPair& pair) { pair.labels.resize(pair.labels.size() - 1); });
  idx("wrong magic", [](IdxPair& pair) { pair.pixels[3] = 7; });
  idx("text", [](IdxPair& pair) { pair.pixels = "hello"; });
  idx("more images than pixels", [](IdxPair& pair) { pair.pixels.replace(4, 4, bigEndian({4'000'000'000U})); });
  idx("fewer labels than images", [](IdxPair& pair) { pair.labels = bigEndian({labelMagic, 2}) + std::string(2, 0); });
  idx("images of no size", [](IdxPair& pair) { pair.pixels.replace(8, 8, bigEndian({0, 0})); });
  idx("images of gigabytes", [](IdxPair& pair) { pair.pixels.replace(8, 8, bigEndian({0x7fffffffU, 0x7fffffffU})); });
  idx("gzip: cut", [](IdxPair& pair) {
    pair.suffix = ".gz";
    pair.pixels = gzipped(idxPixels(), 1);
    pair.pixels.resize(pair.pixels.size() / 2);
    pair.labels = gzipped(idxLabels(), 1);
  });
  idx("gzip: a bomb", [](IdxPair& pair) {
    pair.suffix = ".gz";
    pair.pixels = gzipped(std::string(1 << 20, '\0'), 1024);
    pair.labels = gzipped(idxLabels(), 1);
  });
  idx("gzip: a bomb behind a good header", [](IdxPair& pair) {
    pair.suffix = ".gz";
    std::string block(1 << 20, '\0');
    pair.pixels = gzipped(bigEndian({imageMagic, idxImages, idxSide, idxSide}) + block, 1024);
    pair.labels = gzipped(idxLabels(), 1);
  });

  const auto file = [&](const std::string& kind, const std::string& name, const std::string& fileName,
                        const std::string& contents) {
    const std::string full = kind + ": " + name;
    evaluate(full, kind + ":" + files.write(full, fileName, contents).string(),
             static_cast<std::int64_t>(contents.size()));
  };
  file("cifar10", "cut in a record", "test_batch.bin", std::string(3073 * 2 - 1, '\x01'));
  file("cifar10", "empty", "test_batch.bin", "");
  file("cifar10", "a label of 200", "test_batch.bin", std::string(3073, '\xc8'));
  file("cifar10", "one byte", "test_batch.bin", "\x01");
  file("cifar100", "cut in a record", "test.bin", std::string(3074 * 2 - 1, '\x01'));
  file("cifar100", "a label of 200", "test.bin", std::string(3074, '\xc8'));
  file("list", "empty", "list.txt", "");
  file("list", "images nowhere", "list.txt", "gone.png 0\n");
  file("list", "images far outside", "list.txt", "../../../../../../nowhere/x.png 0\n");
  file("list", "a device", "list.txt", "/dev/zero 0\n");
  file("list", "no labels", "list.txt", "a.png\nb.png\n");
  file("list", "a negative label", "list.txt", "a.png -1\n");
  file("list", "a label beyond 64 bits", "list.txt", "a.png 99999999999999999999999\n");
  file("list", "a label that is text", "list.txt", "a.png cat\n");
  file("list", "binary", "list.txt", std::string("\x00\xff\x01\x02", 4));
  file("list", "a line of a megabyte", "list.txt", std::string(1 << 20, 'x') + " 0\n");

  const auto listed = [&](const std::string& name, const std::string& contents) {
    files.write("image: " + name, "x.png", contents);
    const std::string list = files.write("image: " + name, "list.txt", "x.png 0\n").string();
    evaluate("image: " + name, "list:" + list, static_cast<std::int64_t>(contents.size()));
  };
  listed("text", "this is no image");
  listed("empty", "");
  listed("cut", pngClaiming(28, 28).substr(0, 30));
  listed("of four gigapixels", pngClaiming(65'000, 65'000));
  listed("of 2^31 pixels a side", pngClaiming(0x7fffffffU, 0x7fffffffU));
  listed("of no width", pngClaiming(0, 28));
  files.folderOf("folder: empty");
  evaluate("folder: empty", "folder:" + files.folderOf("folder: empty").string(), 0);
  files.write("folder: no images", "readme.txt", "nothing here");
  evaluate("folder: no images", "folder:" + files.folderOf("folder: no images").string(), 0);

  const auto predict = [&](const std::string& name, const std::string& fileName, const std::string& contents) {
    const auto path = files.write("predict: " + name, fileName, contents);
    files.add("predict: " + name,
              {QStringLiteral("predict"), QStringLiteral("fashion-lenet"), QString::fromStdString(path.string())},
              fileName, static_cast<std::int64_t>(contents.size()));
  };
  const auto npy = [](const std::string& header) {
    return "\x93NUMPY\x01" + std::string(1, '\0') + std::string(1, static_cast<char>(header.size())) +
           std::string(1, '\0') + header + std::string(64, '\0');
  };
  predict("npy of another shape", "x.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3, 2, 2), }\n"));
  predict("npy of gigabytes", "x.npy",
          npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, 1000000, 1000000), }\n"));
  predict("npy of a negative shape", "x.npy",
          npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, -28, 28), }\n"));
  predict("npy of objects", "x.npy", npy("{'descr': '|O', 'fortran_order': False, 'shape': (1, 1, 28, 28), }\n"));
  predict("npy without header", "x.npy", "\x93NUMPY");
  predict("image that is text", "x.png", "no image");
  predict("image of four gigapixels", "x.png", pngClaiming(65'000, 65'000));

  const auto knobs = [&](const std::string& name, const std::string& contents) {
    const auto path = files.write("knobs: " + name, "k.knobs.json", contents);
    files.add("knobs: " + name,
              {QStringLiteral("evaluate"), QStringLiteral("fashion-lenet"), QStringLiteral("sample"),
               QStringLiteral("--limit"), QStringLiteral("1"), QStringLiteral("--knobs"),
               QString::fromStdString(path.string())},
              "k.knobs.json", static_cast<std::int64_t>(contents.size()));
  };
  knobs("empty", "");
  knobs("lists 200,000 deep", std::string(200'000, '['));
  knobs("a layer that is not there", R"({"schema": "effortlab-knobs/1", "layers": {"nowhere": {"spet": {"low": 0}}}})");
  knobs("a threshold that is text", R"({"schema": "effortlab-knobs/1", "layers": {"conv1": {"spet": {"low": "x"}}}})");
  knobs("a threshold no double holds",
        R"({"schema": "effortlab-knobs/1", "layers": {"conv1": {"spet": {"low": 1e999}}}})");
  knobs("of another program", R"({"schema": "other/1", "layers": {}})");
}

}  // namespace effortlab::tests
