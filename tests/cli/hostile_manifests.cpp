#include "hostile_files.h"
#include "import_fixtures.h"

#include <sys/stat.h>

namespace effortlab::tests {

namespace {

const std::string goodInput = R"("input": {"width": 6, "height": 6, "channels": "GRAY", "scale": 1})";

std::string manifestOf(const std::string& graph, const std::string& input = goodInput, const std::string& more = "") {
  return R"({"schema": "effortlab-model/1", "name": "n", "graph": ")" + graph + "\", " + input + more + "}";
}

std::string inputWith(const std::string& fields) {
  return R"("input": {"channels": "GRAY", )" + fields + "}";
}

void addPaths(HostileFiles& files) {
  const auto add = [&files](const std::string& name, const std::string& text) {
    files.model("manifest: " + name, "m.model.json", text);
    // The message may name the manifest or what it points to.
    const_cast<HostileCase&>(files.cases().back()).names = "";
  };
  add("graph nowhere", manifestOf("gone.onnx"));
  add("graph far outside", manifestOf("../../../../../../../../nowhere/net.onnx"));
  add("graph is a device", manifestOf("/dev/zero"));
  add("graph is a device with a suffix", manifestOf("/dev/../dev/zero.onnx"));
  add("graph is the memory", manifestOf("/proc/self/mem"));
  add("graph is a folder", manifestOf("."));
  add("graph is the manifest", manifestOf("m.model.json"));
  add("graph is a number", R"({"schema": "effortlab-model/1", "graph": 7, )" + goodInput + "}");
  const auto folder = files.folderOf("manifest: graph is a pipe");
  mkfifo((folder / "pipe.onnx").c_str(), 0600);
  add("graph is a pipe", manifestOf("pipe.onnx"));
  files.write("manifest: labels nowhere", "net.onnx", smallOnnx().bytes());
  add("labels nowhere", manifestOf("net.onnx", goodInput, R"(, "labels": "gone.txt")"));
  files.write("manifest: labels are a device", "net.onnx", smallOnnx().bytes());
  add("labels are a device", manifestOf("net.onnx", goodInput, R"(, "labels": "/dev/zero")"));
  files.write("manifest: weights are the manifest", "net.prototxt", smallPrototxt());
  add("weights are the manifest", manifestOf("net.prototxt", goodInput, R"(, "weights": "m.model.json")"));
  files.write("manifest: mean file is the labels", "names.txt", "a\nb\n");
  files.write("manifest: mean file is the labels", "net.onnx", smallOnnx().bytes());
  add("mean file is the labels",
      manifestOf("net.onnx", inputWith(R"("width": 6, "height": 6, "mean_file": "names.txt")")));
}

}  // namespace

void addHostileManifests(HostileFiles& files) {
  const auto add = [&files](const std::string& name, const std::string& text, const std::string& names = {}) {
    files.write("manifest: " + name, "net.onnx", smallOnnx().bytes());
    files.model("manifest: " + name, "m.model.json", text, names);
  };
  addPaths(files);
  add("empty", "");
  add("not closed", manifestOf("net.onnx").substr(0, 60));
  add("a list", "[1, 2, 3]");
  add("lists 200,000 deep", std::string(200'000, '['));
  add("a number no double holds", manifestOf("net.onnx", inputWith(R"("width": 1e999, "height": 6)")));
  add("of another program", R"({"schema": "other/9", "graph": "net.onnx"})");
  add("no schema", R"({"graph": "net.onnx"})");
  add("no input", R"({"schema": "effortlab-model/1", "graph": "net.onnx"})");
  add("width 0", manifestOf("net.onnx", inputWith(R"("width": 0, "height": 6)")));
  add("width negative", manifestOf("net.onnx", inputWith(R"("width": -6, "height": 6)")));
  add("width of a billion", manifestOf("net.onnx", inputWith(R"("width": 1000000000, "height": 6)")));
  add("width beyond 64 bits", manifestOf("net.onnx", inputWith(R"("width": 99999999999999999999999, "height": 6)")));
  add("width is text", manifestOf("net.onnx", inputWith(R"("width": "6", "height": 6)")));
  add("scale 0", manifestOf("net.onnx", inputWith(R"("width": 6, "height": 6, "scale": 0)")));
  add("mean of nine numbers",
      manifestOf("net.onnx", inputWith(R"("width": 6, "height": 6, "mean": [1,2,3,4,5,6,7,8,9])")));
  add("unknown channels", manifestOf("net.onnx", R"("input": {"width": 6, "height": 6, "channels": "CMYK"})"));
  add("channels the network has not",
      manifestOf("net.onnx", R"("input": {"width": 6, "height": 6, "channels": "RGB"})"), "net.onnx");
  add("a size the network cannot take", manifestOf("net.onnx", inputWith(R"("width": 2, "height": 2)")), "net.onnx");
  add("short side of -1", manifestOf("net.onnx", inputWith(R"("width": 6, "height": 6, "resize": "short-side:-1")")));
  add("bytes beyond UTF-8", "{\"schema\": \"effortlab-model/1\", \"graph\": \"\xff\xfe\", " + goodInput + "}");
  add("20 megabytes of blanks", std::string(20 << 20, ' '));
}

}  // namespace effortlab::tests
