#include "hostile_files.h"
#include "import_fixtures.h"

#include <cmath>
#include <limits>

namespace effortlab::tests {

namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  if (at != std::string::npos)
    text.replace(at, from.size(), to);
  return text;
}

std::string nestedBlocks(int depth) {
  std::string text = "layer { name: 'x' type: 'ReLU' ";
  for (int i = 0; i < depth; ++i)
    text += "relu_param { ";
  return text;
}

/// A blob that declares dims its few numbers do not fill.
std::string weightsWith(const std::vector<std::int64_t>& dims, std::int64_t values) {
  return caffemodel(
      {{"conv", {{dims, counting(values)}, {{2}, counting(2)}}}, {"fc", {{{3, 8}, counting(24)}, {{3}, counting(3)}}}});
}

std::string weightsWithNan() {
  std::vector<float> values = counting(18);
  values[7] = std::numeric_limits<float>::quiet_NaN();
  return caffemodel(
      {{"conv", {{{2, 1, 3, 3}, values}, {{2}, counting(2)}}}, {"fc", {{{3, 8}, counting(24)}, {{3}, counting(3)}}}});
}

}  // namespace

void addHostileCaffe(HostileFiles& files) {
  const std::string good = smallPrototxt();
  const auto prototxt = [&files](const std::string& name, const std::string& text) {
    files.write("caffe: " + name, "net.caffemodel", smallCaffemodel());
    files.model("caffe: " + name, "net.prototxt", text);
  };
  const auto change = [&](const std::string& name, const std::string& from, const std::string& to) {
    prototxt(name, replaced(good, from, to));
  };
  prototxt("empty", "");
  prototxt("text", "this is no network");
  prototxt("binary", smallCaffemodel());
  prototxt("cut in a block", good.substr(0, good.size() / 2));
  prototxt("blocks 20,000 deep", nestedBlocks(20'000));
  prototxt("a line of a megabyte", "name: \"" + std::string(1 << 20, 'x') + "\"\n");
  prototxt("no closing quote", "name: \"small\nlayer { }");
  prototxt("bytes beyond UTF-8", "name: \"\xff\xfe\xfd\"\nlayer { name: '\xff' type: 'Frob' }\n");
  change("unknown layer", "\"ReLU\"", "\"Frobnicate\"");
  change("unknown field", "kernel_size: 3", "kernel_size: 3 frobs: 2");
  change("no outputs", "num_output: 2", "num_output: 0");
  change("negative outputs", "num_output: 2", "num_output: -2");
  change("outputs of 2^32", "num_output: 2", "num_output: 4294967296");
  change("four billion outputs", "num_output: 2", "num_output: 4294967295");
  change("kernel 0", "kernel_size: 3", "kernel_size: 0");
  change("kernel of a billion", "kernel_size: 3", "kernel_size: 1000000000");
  change("padding of four billion", "kernel_size: 3", "kernel_size: 3 pad: 4294967295");
  change("groups 0", "kernel_size: 3", "kernel_size: 3 group: 0");
  change("groups that do not divide", "kernel_size: 3", "kernel_size: 3 group: 3");
  change("stride 0", "stride: 2", "stride: 0");
  change("a number as text", "kernel_size: 3", "kernel_size: 'three'");
  change("input of size 0", "dim: 6 dim: 6", "dim: 0 dim: 6");
  change("input of negative size", "dim: 6 dim: 6", "dim: -6 dim: 6");
  change("input that overflows", "dim: 6 dim: 6", "dim: 9223372036854775807 dim: 9223372036854775807");
  change("input of gigabytes", "dim: 6 dim: 6", "dim: 1000000 dim: 1000000");
  change("no input", "type: \"Input\"", "type: \"Data\"");
  change("unknown bottom", "bottom: \"pool\"", "bottom: \"nowhere\"");
  change("cycle", "bottom: \"data\"", "bottom: \"prob\"");
  change("one name for two layers", "name: \"pool\"", "name: \"fc\"");
  change("a tensor written twice", "top: \"prob\"", "top: \"pool\"");
  change("layer without weights", "name: \"conv\"", "name: \"other\"");

  const auto weights = [&](const std::string& name, const std::string& bytes) {
    files.write("caffemodel: " + name, "net.prototxt", good);
    files.write("caffemodel: " + name, "net.caffemodel", bytes);
    const QString file = QString::fromStdString((files.folderOf("caffemodel: " + name) / "net.prototxt").string());
    files.add("caffemodel: " + name, {QStringLiteral("info"), file}, "net.", static_cast<std::int64_t>(bytes.size()));
  };
  const std::string whole = smallCaffemodel();
  weights("empty", "");
  weights("text", "no weights here");
  weights("cut in half", whole.substr(0, whole.size() / 2));
  weights("last byte missing", whole.substr(0, whole.size() - 1));
  weights("the prototxt again", good);
  weights("an ONNX file", smallOnnx().bytes());
  weights("a blob that overflows", weightsWith({std::int64_t{1} << 40, std::int64_t{1} << 40}, 18));
  weights("a blob of negative size", weightsWith({2, 1, -3, -3}, 18));
  weights("a blob larger than its data", weightsWith({2, 1, 3000, 3000}, 18));
  weights("a blob of another shape", weightsWith({2, 1, 2, 2}, 8));
  weights("a NaN", weightsWithNan());
  weights("a length of gigabytes", "\xa2\x06\xff\xff\xff\xff\x07" + whole);
}

}  // namespace effortlab::tests
