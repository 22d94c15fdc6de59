#include "import_fixtures.h"
#include "model/caffe_reader.h"
#include "model/darknet_reader.h"
#include "model/onnx_reader.h"
#include "support/test_registry.h"

#include <QTest>

#include <sys/resource.h>

#include <algorithm>
#include <filesystem>

using namespace effortlab;
using namespace effortlab::model;
using effortlab::tests::TemporaryFolder;
using effortlab::tests::unlessRefused;

/// Damaged files must end in an Error or in a graph that passed every check: no crash, no other exception.
class tst_damaged_models : public QObject {
  Q_OBJECT

  TemporaryFolder m_folder;

  static std::string outcome(const std::function<void()>& action) {
    try {
      action();
    } catch (const Error&) {
    } catch (const std::exception& error) {
      return error.what();
    }
    return "";
  }

  /// A file of its own: shortening one that is there waits for the disk.
  std::filesystem::path fresh(const std::string& name, const std::string& bytes) const {
    std::filesystem::remove(m_folder.path() / name);
    return m_folder.write(name, bytes);
  }

  std::string openOnnx(const std::string& bytes) const {
    const auto file = fresh("net.onnx", bytes);
    return outcome([&] { buildGraph(readOnnx(file)); });
  }
  std::string openCaffe(const std::string& prototxt, const std::string& weights) const {
    const auto text = fresh("net.prototxt", prototxt);
    const auto binary = fresh("net.caffemodel", weights);
    return outcome([&] { buildGraph(readCaffe(text, binary)); });
  }

  std::string openDarknet(const std::string& cfg, const std::string& weights) const {
    const auto text = fresh("net.cfg", cfg);
    const auto binary = fresh("net.weights", weights);
    return outcome([&] { buildGraph(readDarknet(text, binary, std::nullopt)); });
  }

  static std::string smallCfg() {
    return "[net]\nwidth=12\nheight=8\nchannels=1\n"
           "[convolutional]\nbatch_normalize=1\nfilters=2\nsize=3\nstride=1\npad=1\nactivation=leaky\n"
           "[maxpool]\nsize=2\nstride=2\n"
           "[upsample]\nstride=2\n"
           "[route]\nlayers=-1,-3\n"
           "[convolutional]\nfilters=7\nsize=1\nactivation=linear\n"
           "[yolo]\nmask=0\nanchors=4,5\nclasses=2\nnum=1\n";
  }
  /// Header; 4 x 2 for the batch norm, 2 x 9 weights; 7 biases, 7 x 4 weights: all 1, as variances must be positive.
  static std::string smallWeights() {
    constexpr std::size_t headerBytes = 20;
    std::string bytes(headerBytes, '\0');
    bytes[4] = 2;  // version 0.2: 64 bits of images seen
    const float one = 1.0F;
    for (int i = 0; i < 8 + 18 + 7 + 28; ++i)
      bytes.append(reinterpret_cast<const char*>(&one), sizeof one);
    return bytes;
  }

  /// A number in [0, below) that depends on nothing but `state`.
  static std::size_t next(std::uint64_t& state, std::size_t below) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::size_t>((state >> 33) % below);
  }

private Q_SLOTS:
  /// No declared size may become an allocation: beyond 4 GiB the attempt is a bad_alloc, which is no Error.
  void initTestCase() {
    rlimit limit{};
    QCOMPARE(getrlimit(RLIMIT_DATA, &limit), 0);
    constexpr rlim_t allowed = rlim_t{4} << 30;
    limit.rlim_cur = std::min(limit.rlim_cur, allowed);
#ifndef __SANITIZE_ADDRESS__
    QCOMPARE(setrlimit(RLIMIT_DATA, &limit), 0);
#endif
  }

  void cutAnywhere() {
    const std::string onnx = tests::smallOnnx().bytes();
    const std::string prototxt = tests::smallPrototxt();
    const std::string weights = tests::smallCaffemodel();
    for (std::size_t length = 0; length < onnx.size(); ++length) {
      const std::string problem = openOnnx(onnx.substr(0, length));
      QVERIFY2(problem.empty(), (std::to_string(length) + ": " + problem).c_str());
    }
    for (std::size_t length = 0; length < weights.size(); ++length) {
      const std::string problem = openCaffe(prototxt, weights.substr(0, length));
      QVERIFY2(problem.empty(), (std::to_string(length) + ": " + problem).c_str());
    }
    for (std::size_t length = 0; length < prototxt.size(); ++length) {
      const std::string problem = openCaffe(prototxt.substr(0, length), weights);
      QVERIFY2(problem.empty(), (std::to_string(length) + ": " + problem).c_str());
    }
  }

  void damagedDarknet() {
    const std::string cfg = smallCfg();
    const std::string weights = smallWeights();
    const NamedGraph whole = readDarknet(fresh("net.cfg", cfg), fresh("net.weights", weights), std::nullopt);
    QVERIFY(buildGraph(whole)->parameterCount() > 0);
    for (std::size_t length = 0; length < cfg.size(); ++length) {
      const std::string problem = openDarknet(cfg.substr(0, length), weights);
      QVERIFY2(problem.empty(), (std::to_string(length) + ": " + problem).c_str());
    }
    fresh("net.cfg", cfg);
    for (std::size_t length = 0; length < weights.size(); ++length) {
      const auto binary = fresh("net.weights", weights.substr(0, length));
      QVERIFY_EXCEPTION_THROWN(readDarknet(m_folder.path() / "net.cfg", binary, std::nullopt), Error);
    }
    std::uint64_t state = 11;
    for (int round = 0; round < 2000; ++round) {
      std::string bytes = round % 2 == 0 ? cfg : weights;
      for (std::size_t i = 0; i < 1 + next(state, 3); ++i)
        bytes[next(state, bytes.size())] = static_cast<char>(next(state, 256));
      const std::string problem = round % 2 == 0 ? openDarknet(bytes, weights) : openDarknet(cfg, bytes);
      QVERIFY2(problem.empty(), ("round " + std::to_string(round) + ": " + problem).c_str());
    }
  }

  void cutWeightsAreRefused() {
    const std::string weights = tests::smallCaffemodel();
    const auto text = fresh("net.prototxt", tests::smallPrototxt());
    for (std::size_t length = 0; length < weights.size(); ++length) {
      const auto binary = fresh("net.caffemodel", weights.substr(0, length));
      QVERIFY_EXCEPTION_THROWN(readCaffe(text, binary), Error);
    }
  }

  void flippedBytes() {
    std::uint64_t state = 7;
    const std::string onnx = tests::smallOnnx().bytes();
    const std::string prototxt = tests::smallPrototxt();
    const std::string weights = tests::smallCaffemodel();
    for (int round = 0; round < 3000; ++round) {
      std::string bytes = round % 3 == 0 ? onnx : round % 3 == 1 ? weights : prototxt;
      const std::size_t flips = 1 + next(state, 3);
      for (std::size_t i = 0; i < flips; ++i)
        bytes[next(state, bytes.size())] = static_cast<char>(next(state, 256));
      const std::string problem = round % 3 == 0   ? openOnnx(bytes)
                                  : round % 3 == 1 ? openCaffe(prototxt, bytes)
                                                   : openCaffe(bytes, weights);
      QVERIFY2(problem.empty(), ("round " + std::to_string(round) + ": " + problem).c_str());
    }
  }

  void swappedFiles() {
    const std::string onnx = tests::smallOnnx().bytes();
    const std::string weights = tests::smallCaffemodel();
    const auto refusedOnnx = [&](const std::string& bytes) {
      const auto file = fresh("net.onnx", bytes);
      return unlessRefused([&] { readOnnx(file); }, ErrorCode::WrongFormat, {"net.onnx"});
    };
    const auto refusedCaffe = [&](const std::string& text, const std::string& binary) {
      const auto prototxt = fresh("net.prototxt", text);
      const auto caffemodel = fresh("net.caffemodel", binary);
      return unlessRefused([&] { readCaffe(prototxt, caffemodel); }, ErrorCode::WrongFormat, {"net."});
    };
    const std::string problems = refusedOnnx(weights) + refusedOnnx(tests::smallPrototxt()) + refusedOnnx("") +
                                 refusedCaffe(tests::smallPrototxt(), onnx) + refusedCaffe(weights, weights) +
                                 refusedCaffe(onnx, weights) +
                                 refusedCaffe(tests::smallPrototxt(), tests::smallPrototxt());
    QVERIFY2(problems.empty(), problems.c_str());
  }

  void weightsOfAnotherNetwork() {
    const auto text = fresh("net.prototxt", tests::smallPrototxt());
    const auto binary = fresh("net.caffemodel", tests::caffemodel({{"stranger", {{{1}, {1.0F}}}}}));
    const std::string problem = unlessRefused([&] { readCaffe(text, binary); }, ErrorCode::MissingData,
                                              {"net.prototxt: layer 'conv'", "belong together"});
    QVERIFY2(problem.empty(), problem.c_str());
  }

  void hugeSizesInSmallFiles() {
    const std::string huge = tests::caffemodel({{"conv", {{{1'000'000, 1'000'000}, {1.0F}}}}});
    QVERIFY(huge.size() < 100);
    QCOMPARE(openCaffe(tests::smallPrototxt(), huge), std::string());
    tests::OnnxFile onnx;
    onnx.input("x", {1, 1 << 20, 8, 8}).output("y").weights("w", {1 << 19, 1 << 20, 1, 1}, {1.0F});
    onnx.node("Conv", {"x", "w"}, {"y"});
    QCOMPARE(openOnnx(onnx.bytes()), std::string());
  }

  void deepNestingInBinaries() {
    std::string bytes;  // field 2 of V1LayerParameter is a text, field 1 an unknown group: nest groups
    for (int i = 0; i < 100'000; ++i)
      bytes += '\x0b';
    QCOMPARE(openCaffe(tests::smallPrototxt(), bytes), std::string());
    QCOMPARE(openOnnx(bytes), std::string());
  }

  void longNamesStayReadable() {
    tests::OnnxFile file;
    file.input("x", {1, 1}).output("y").node(std::string(1'000'000, 'T'), {"x"}, {"y"});
    const auto path = fresh("net.onnx", file.bytes());
    try {
      readOnnx(path);
      QFAIL("accepted");
    } catch (const Error& error) {
      QVERIFY(std::string(error.what()).size() < 1000);
    }
  }
};

EFFORTLAB_TEST(tst_damaged_models)
#include "tst_damaged_models.moc"
