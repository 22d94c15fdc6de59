#include "core/error.h"
#include "jobs/model_loader.h"
#include "support/test_files.h"
#include "support/test_registry.h"
#include "tiny_workspace.h"

#include <QTest>

using namespace effortlab;
using app::loadWorkspace;

namespace {

app::LoadRequest requestOf(const std::filesystem::path& model, const std::string& data) {
  app::LoadRequest request;
  request.model = model;
  request.data = data;
  return request;
}

ErrorCode codeOf(const app::LoadRequest& request) {
  try {
    loadWorkspace(request, {});
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::Cancelled;
}

}  // namespace

class tst_model_loader : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void loadsABuiltInModel() {
    const auto models = model::builtInModels();
    if (models.empty())
      QSKIP("no built-in model is installed");
    const tests::TemporaryFolder folder;
    const std::string spec = tests::writeIdxImages(folder.path() / "images", 20);
    const auto workspace = loadWorkspace(requestOf(models.front(), spec), {});
    QVERIFY(workspace->usable());
    QCOMPARE(workspace->images.size(), std::size_t{20});
    QVERIFY(!workspace->tuningImages);
    QVERIFY(!workspace->layers.empty());
    QCOMPARE(workspace->nodes.size(), workspace->model->graph->nodes.size());
    QVERIFY(workspace->nodes.front().macs > 0 || workspace->nodes.back().macs > 0 || workspace->nodes.size() > 2);

    app::LoadRequest other;  // other images for the same network
    other.model = workspace;
    other.data = tests::writeIdxImages(folder.path() / "more", 30);
    const auto next = loadWorkspace(other, {});
    QVERIFY(next->model == workspace->model);
    QCOMPARE(next->images.size(), std::size_t{30});
  }

  void imagesOfAnotherSizeAreAMisfitNotAnError() {
    const tests::TemporaryFolder folder;
    app::LoadRequest request;
    request.model = tests::tinyWorkspace(10);  // wants 8x8
    request.data = tests::writeIdxImages(folder.path(), 5);
    const auto workspace = loadWorkspace(request, {});
    QVERIFY(!workspace->usable());
    QVERIFY(!workspace->misfit.empty());
  }

  void detectionModelsAreAnnounced() {
    const tests::TemporaryFolder folder;
    const auto manifest =
        folder.write("face.model.json",
                     R"({"schema": "effortlab-model/1", "name": "face", "task": "detection", "graph": "face.onnx",
            "input": {"width": 320, "height": 240, "channels": "RGB", "resize": "stretch"}})");
    try {
      loadWorkspace(requestOf(manifest, "sample"), {});
      QFAIL("no error");
    } catch (const Error& error) {
      QCOMPARE(error.code(), ErrorCode::Unsupported);
      QVERIFY(std::string(error.what()).find("a detection model; open it on the Fovea page") != std::string::npos);
    }
  }

  void brokenAndMissingFiles() {
    const tests::TemporaryFolder folder;
    QCOMPARE(codeOf(requestOf(folder.path() / "none.onnx", "sample")), ErrorCode::FileNotFound);
    const auto broken = folder.write("broken.model.json", "{ \"schema\": ");
    QCOMPARE(codeOf(requestOf(broken, "sample")), ErrorCode::WrongFormat);
    app::LoadRequest request;
    request.model = tests::tinyWorkspace(10);
    request.data = std::string("parcel:/tmp");
    QCOMPARE(codeOf(request), ErrorCode::InvalidArgument);
  }
};

EFFORTLAB_TEST(tst_model_loader)
#include "tst_model_loader.moc"
