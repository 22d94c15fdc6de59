#include "hostile_files.h"

#include <cstring>
#include <limits>
#include <vector>

namespace effortlab::tests {

namespace {

const std::string goodCfg =
    "[net]\nwidth=32\nheight=32\nchannels=3\n\n"
    "[convolutional]\nbatch_normalize=0\nfilters=4\nsize=3\nstride=2\npad=1\nactivation=leaky\n\n"
    "[maxpool]\nsize=2\nstride=2\n\n"
    "[route]\nlayers=-1\n\n"
    "[convolutional]\nfilters=7\nsize=1\nstride=1\npad=1\nactivation=linear\n\n"
    "[yolo]\nmask=0\nanchors=10,14\nclasses=2\nnum=1\n";
/// 4 biases, 4 x 3 x 3 x 3 weights; 7 biases, 7 x 4 weights.
constexpr std::size_t goodFloats = 4 + 108 + 7 + 28;

template <typename Number>
void appendRaw(std::string& bytes, Number value) {
  char raw[sizeof value];
  std::memcpy(raw, &value, sizeof value);
  bytes.append(raw, sizeof value);
}

std::string darknetWeights(std::size_t floats, std::int32_t major = 0) {
  std::string bytes;
  appendRaw(bytes, major);
  appendRaw(bytes, std::int32_t{2});
  appendRaw(bytes, std::int32_t{5});
  appendRaw(bytes, std::uint64_t{0});
  for (std::size_t i = 0; i < floats; ++i)
    appendRaw(bytes, 0.01F * static_cast<float>(i % 7));
  return bytes;
}

std::string withText(const std::string& from, const std::string& to) {
  std::string text = goodCfg;
  const std::size_t at = text.find(from);
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

}  // namespace

void addHostileDarknet(HostileFiles& files) {
  const auto pair = [&files](const std::string& name, const std::string& cfg, const std::string& weights) {
    files.write("darknet: " + name, "net.weights", weights);
    files.write("darknet: " + name, "net.cfg", cfg);
    const auto folder = files.folderOf("darknet: " + name);
    files.add("darknet: " + name, {QStringLiteral("info"), QString::fromStdString((folder / "net.cfg").string())},
              "net.", static_cast<std::int64_t>(cfg.size() + weights.size()));
  };
  const auto cfg = [&](const std::string& name, const std::string& text) {
    pair(name, text, darknetWeights(goodFloats));
  };
  const auto change = [&](const std::string& name, const std::string& from, const std::string& to) {
    cfg(name, withText(from, to));
  };
  cfg("empty", "");
  cfg("text", "this is no network\n");
  cfg("binary", darknetWeights(goodFloats));
  cfg("no [net]", goodCfg.substr(goodCfg.find("[convolutional]")));
  cfg("only [net]", "[net]\nwidth=32\nheight=32\nchannels=3\n");
  cfg("a line of a megabyte", "[net]\nwidth=32\n" + std::string(1 << 20, 'x') + "\n");
  cfg(
      "50,000 sections", goodCfg + [] {
        std::string many;
        for (int i = 0; i < 50'000; ++i)
          many += "[dropout]\n";
        return many;
      }());
  change("unknown section", "[maxpool]", "[frobnicate]");
  change("section not closed", "[maxpool]", "[maxpool");
  change("width 0", "width=32", "width=0");
  change("width negative", "width=32", "width=-32");
  change("width of a billion", "width=32", "width=1000000000");
  change("width is text", "width=32", "width=wide");
  change("no filters", "filters=4", "filters=0");
  change("filters of a billion", "filters=4", "filters=1000000000");
  change("kernel 0", "size=3", "size=0");
  change("kernel of a billion", "size=3", "size=1000000000");
  change("stride 0", "stride=2", "stride=0");
  change("unknown activation", "activation=leaky", "activation=frob");
  change("route beyond the start", "layers=-1", "layers=-9");
  change("route to a later layer", "layers=-1", "layers=4");
  change("route to itself", "layers=-1", "layers=2");
  change("route to nothing", "layers=-1", "layers=");
  change("groups that do not divide", "size=3", "size=3\ngroups=2");
  change("a mask beyond the anchors", "mask=0", "mask=5");
  change("classes of a billion", "classes=2", "classes=1000000000");
  change("anchors missing", "anchors=10,14\n", "");

  const std::string whole = darknetWeights(goodFloats);
  pair("weights: empty", goodCfg, "");
  pair("weights: cut in the header", goodCfg, whole.substr(0, 10));
  pair("weights: one byte missing", goodCfg, whole.substr(0, whole.size() - 1));
  pair("weights: half", goodCfg, darknetWeights(goodFloats / 2));
  pair("weights: of a larger network", goodCfg, darknetWeights(goodFloats + 50));
  pair("weights: the cfg again", goodCfg, goodCfg);
  std::string nan = whole;
  const float notANumber = std::numeric_limits<float>::quiet_NaN();
  nan.replace(nan.size() - sizeof notANumber, sizeof notANumber, reinterpret_cast<const char*>(&notANumber),
              sizeof notANumber);
  pair("weights: a NaN", goodCfg, nan);
}

}  // namespace effortlab::tests
