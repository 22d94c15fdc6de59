#include "core/error.h"
#include "import_fixtures.h"
#include "model/format_table.h"
#include "model/onnx_reader.h"
#include "model/onnx_writer.h"
#include "nn/network.h"
#include "support/test_registry.h"

#include <onnx/onnx_pb.h>

#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <set>
#include <span>

using namespace effortlab;
using namespace effortlab::model;
namespace fs = std::filesystem;

namespace {

constexpr const char* conformanceData = "/usr/share/libonnx-testdata/data";
constexpr double relativeTolerance = 1e-3;  // of ONNX's own backend test
constexpr double absoluteTolerance = 1e-7;
constexpr int leastPassed = 400;

std::string fileBytes(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// input_0.pb, input_1.pb ... of a data set. What is no tensor parses as nothing useful, if at all.
std::vector<onnx::TensorProto> tensorsOf(const fs::path& set, const std::string& stem) {
  std::vector<onnx::TensorProto> tensors;
  for (int i = 0;; ++i) {
    const fs::path file = set / (stem + "_" + std::to_string(i) + ".pb");
    if (!fs::exists(file))
      return tensors;
    onnx::TensorProto tensor;
    if (!tensor.ParseFromString(fileBytes(file)))
      tensor.Clear();
    tensors.push_back(std::move(tensor));
  }
}

/// ONNX's own files, read without the reader under test.
Tensor floatTensor(const onnx::TensorProto& proto) {
  Tensor tensor{Shape({proto.dims().data(), static_cast<std::size_t>(proto.dims_size())})};
  if (tensor.size() == 0)
    return tensor;
  if (proto.has_raw_data())
    std::memcpy(tensor.data(), proto.raw_data().data(),
                std::min(proto.raw_data().size(), static_cast<std::size_t>(tensor.size()) * sizeof(float)));
  else
    std::copy(proto.float_data().begin(), proto.float_data().end(), tensor.data());
  return tensor;
}

/// "" where both agree as ONNX's backend test wants.
std::string difference(const Tensor& actual, const Tensor& expected) {
  if (!(actual.shape() == expected.shape()))
    return "shape " + actual.shape().toString() + ", expected " + expected.shape().toString();
  for (std::int64_t i = 0; i < actual.size(); ++i) {
    const double is = actual.data()[i];
    const double wanted = expected.data()[i];
    const bool same = is == wanted || (std::isnan(is) && std::isnan(wanted)) ||
                      std::abs(is - wanted) <= absoluteTolerance + relativeTolerance * std::abs(wanted);
    if (!same)
      return "element " + std::to_string(i) + " is " + std::to_string(is) + ", expected " + std::to_string(wanted);
  }
  return "";
}

/// Which graph inputs are data of the network; the others are bound: their value becomes a constant of the file.
enum class Binding { AllFloats, FirstFloat, LastFloat };

struct Case {
  onnx::ModelProto model;
  std::vector<onnx::TensorProto> inputs, outputs;

  /// The graph inputs that have no value in the file, in order: what input_*.pb holds.
  std::vector<std::string> inputNames() const {
    std::set<std::string> stored;
    for (const auto& tensor : model.graph().initializer())
      stored.insert(tensor.name());
    std::vector<std::string> names;
    for (const auto& input : model.graph().input())
      if (!stored.contains(input.name()))
        names.push_back(input.name());
    return names;
  }

  bool isTensor(const std::string& name) const {
    const auto& declared = model.graph().input();
    const auto found = std::find_if(declared.begin(), declared.end(), [&](const auto& i) { return i.name() == name; });
    return found != declared.end() && found->type().has_tensor_type();
  }

  std::vector<std::size_t> floatInputs() const {
    std::vector<std::size_t> floats;
    const std::size_t count = std::min(inputNames().size(), inputs.size());
    for (std::size_t i = 0; i < count; ++i)
      if (inputs[i].data_type() == onnx::TensorProto::FLOAT)
        floats.push_back(i);
    return floats;
  }

  onnx::ModelProto bound(Binding binding, std::vector<TensorPtr>& data) const {
    onnx::ModelProto result = model;
    const std::vector<std::string> names = inputNames();
    const std::vector<std::size_t> floats = floatInputs();
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (!isTensor(names[i]))
        continue;  // a sequence or an optional value: left for the reader to refuse
      const auto chosen = binding == Binding::FirstFloat  ? std::span(floats).first(floats.empty() ? 0 : 1)
                          : binding == Binding::LastFloat ? std::span(floats).last(floats.empty() ? 0 : 1)
                                                          : std::span(floats);
      if (std::find(chosen.begin(), chosen.end(), i) != chosen.end()) {
        data.push_back(std::make_shared<const Tensor>(floatTensor(inputs[i])));
      } else if (i < inputs.size()) {
        onnx::TensorProto& constant = *result.mutable_graph()->add_initializer();
        constant = inputs[i];
        constant.set_name(names[i]);
      }
    }
    return result;
  }
};

struct Outcome {
  enum class Kind { Passed, NotClaimed, Failed } kind;
  std::string text;
};

class Conformance {
public:
  /// Networks, several a case, that our writer put into a file and those that it refused.
  int writtenAgain() const { return m_writtenAgain; }
  int refused() const { return m_refused; }

  Outcome check(const fs::path& folder) const {
    Case test;
    if (!test.model.ParseFromString(fileBytes(folder / "model.onnx")))
      return {Outcome::Kind::Failed, "model.onnx cannot be parsed"};
    Outcome outcome{Outcome::Kind::Failed, "has no data"};
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (!entry.is_directory())
        continue;
      test.inputs = tensorsOf(entry.path(), "input");
      test.outputs = tensorsOf(entry.path(), "output");
      outcome = checkData(test);
      if (outcome.kind != Outcome::Kind::Passed)
        return outcome;
    }
    return outcome;
  }

private:
  /// Once with every float input as data, then with the others as constants, as weights are: none may fail, and one
  /// must be claimed.
  Outcome checkData(const Case& test) const {
    Outcome result = checkBound(test, Binding::AllFloats);
    if (test.floatInputs().size() < 2)
      return result;
    for (const Binding binding : {Binding::FirstFloat, Binding::LastFloat}) {
      const Outcome outcome = checkBound(test, binding);
      if (result.kind != Outcome::Kind::Failed && outcome.kind != Outcome::Kind::NotClaimed)
        result = outcome;
    }
    return result;
  }

  Outcome checkBound(const Case& test, Binding binding) const {
    try {
      std::vector<TensorPtr> data;
      const auto file = m_folder.write("case.onnx", test.bound(binding, data).SerializeAsString());
      const nn::Network network(buildGraph(readOnnx(file)));
      for (const nn::KernelSet kernels : {nn::KernelSet::Eigen, nn::KernelSet::Reference}) {
        nn::RunOptions options;
        options.context.kernels = kernels;
        const std::string problem = compare(network.runAll(data, options), test);
        if (!problem.empty())
          return {Outcome::Kind::Failed, (kernels == nn::KernelSet::Eigen ? "Eigen: " : "reference: ") + problem};
      }
      const std::string problem = writtenAgain(network.graph(), data, test);
      return {problem.empty() ? Outcome::Kind::Passed : Outcome::Kind::Failed, problem};
    } catch (const Error& error) {
      const bool refused = error.code() == ErrorCode::Unsupported;
      return {refused ? Outcome::Kind::NotClaimed : Outcome::Kind::Failed, error.what()};
    } catch (const std::exception& error) {
      return {Outcome::Kind::Failed, error.what()};
    }
  }

  /// The network as our writer puts it, read back. What it refuses to write is no failure.
  std::string writtenAgain(const Graph& graph, const std::vector<TensorPtr>& data, const Case& test) const {
    std::string bytes;
    try {
      bytes = onnxBytes(graph);
    } catch (const Error& error) {
      ++m_refused;
      return error.code() == ErrorCode::Unsupported ? "" : std::string("writing: ") + error.what();
    }
    ++m_writtenAgain;
    try {
      const nn::Network network(buildGraph(readOnnx(m_folder.write("again.onnx", bytes))));
      const std::string problem = compare(network.runAll(data, {}), test);
      return problem.empty() ? "" : "written again: " + problem;
    } catch (const Error& error) {
      return std::string("written again: ") + error.what();
    }
  }

  static std::string compare(const std::vector<Tensor>& results, const Case& test) {
    if (results.size() != test.outputs.size())
      return std::to_string(results.size()) + " outputs, expected " + std::to_string(test.outputs.size());
    for (std::size_t i = 0; i < results.size(); ++i) {
      if (test.outputs[i].data_type() != onnx::TensorProto::FLOAT)
        return "output " + std::to_string(i) + " should not be float";
      const std::string problem = difference(results[i], floatTensor(test.outputs[i]));
      if (!problem.empty())
        return "output " + std::to_string(i) + ": " + problem;
    }
    return "";
  }

  tests::TemporaryFolder m_folder;
  mutable int m_writtenAgain = 0;
  mutable int m_refused = 0;
};

/// What the reason of a refusal has in common with others: without file, node and other names.
std::string reason(const std::string& text) {
  const std::size_t at = text.find("operator '");
  return at == std::string::npos ? text.substr(text.find(": ") + 2)
                                 : text.substr(at, text.find('\'', at + 10) + 1 - at);
}

}  // namespace

/// The backend test cases that come with ONNX, computed by its authors' reference implementation.
class tst_onnx_conformance : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void computesWhatItClaims() {
    if (!fs::exists(conformanceData))
      QSKIP("the package libonnx-testdata is missing: ONNX's own test cases were not run");
    const Conformance conformance;
    std::map<Outcome::Kind, int> counts;
    std::map<std::string, int> reasons;
    std::string failures;
    for (const char* group : {"node", "simple", "pytorch-converted", "pytorch-operator"})
      for (const auto& entry : fs::directory_iterator(fs::path(conformanceData) / group)) {
        const Outcome outcome = conformance.check(entry.path());
        ++counts[outcome.kind];
        if (outcome.kind == Outcome::Kind::NotClaimed)
          ++reasons[reason(outcome.text)];
        if (outcome.kind == Outcome::Kind::Failed)
          failures += "\n" + entry.path().filename().string() + ": " + outcome.text;
        if (qEnvironmentVariableIsSet("EFFORTLAB_VERBOSE_CONFORMANCE"))
          std::cout << static_cast<int>(outcome.kind) << " " << entry.path().filename().string() << " "
                    << outcome.text.substr(0, 200) << "\n";
      }
    std::cout << "ONNX conformance: " << counts[Outcome::Kind::Passed] << " passed, "
              << counts[Outcome::Kind::NotClaimed] << " not claimed, " << counts[Outcome::Kind::Failed] << " failed\n";
    for (const auto& [text, count] : reasons)
      std::cout << "  not claimed: " << count << " x " << text << "\n";
    std::cout << "  written again: " << conformance.writtenAgain() << ", refused: " << conformance.refused() << "\n";
    QVERIFY2(failures.empty(), failures.c_str());
    QVERIFY2(conformance.refused() * 100 < conformance.writtenAgain(), "the writer refuses more than one in a hundred");
    QVERIFY2(counts[Outcome::Kind::Passed] >= leastPassed, "fewer cases are computed than before");
  }
};

EFFORTLAB_TEST(tst_onnx_conformance)
#include "tst_onnx_conformance.moc"
