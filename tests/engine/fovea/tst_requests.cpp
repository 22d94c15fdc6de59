#include "fovea/requests.h"

#include "support/test_registry.h"

#include <QTest>

using namespace effortlab;
using namespace effortlab::fovea;

namespace {

constexpr model::ImageSize frame{.height = 360, .width = 480};

bool same(const Box& a, const Box& b) {
  return a.x == b.x && a.y == b.y && a.w == b.w && a.h == b.h;
}

}  // namespace

class tst_requests : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void stretchesAsTheThesis() {
    const Box box{100, 200, 40, 20};
    QVERIFY(same(stretchedCrop(box, 0.1F, false, frame), {96, 198, 48, 24}));
    QVERIFY(same(stretchedCrop(box, 0.1F, true, frame), {98, 199, 44, 22}));
    QVERIFY(same(stretchedCrop({460, -10, 40, 30}, 0.1F, false, frame), {456, 0, 24, 23}));
  }

  void wholeBoxesStayInside() {
    QVERIFY(same(wholeBox({10.2F, 20.7F, 5.1F, 5.4F}, frame), {10, 20, 6, 7}));
    QVERIFY(same(wholeBox({-50, -50, 20, 20}, frame), {0, 0, 1, 1}));
    QVERIFY(same(wholeBox({900, 900, 20, 20}, frame), {479, 359, 1, 1}));
  }

  void foveasShowTheObjectAtItsTargetSize() {
    Track track;
    track.id = 7;
    track.box = {100, 100, 96, 32};
    track.sigma = 4;
    const TileRequest request = foveaRequest(track, {.frame = frame, .margin = 0.25F, .sigmas = 1.5F, .target = 48});
    QVERIFY(same(request.source, {78, 78, 140, 76}));  // .25 of a mean side of 64, and 6 pixels
    QCOMPARE(request.scale, 0.5F);
    QCOMPARE(request.track, 7);
    track.box = {100, 100, 8, 4};
    QCOMPARE(foveaRequest(track, {.frame = frame, .mostScale = 1.5F}).scale, 1.5F);
  }

  void mergesWhatIsCheaperTogether() {
    const TileRequest left{.source = {0, 0, 100, 100}, .scale = 1, .track = 1};
    const TileRequest over{.source = {20, 0, 100, 100}, .scale = 1, .track = 2};
    const TileRequest away{.source = {300, 200, 50, 50}, .scale = 1, .track = 3};
    const TileRequest coarse{.source = {0, 0, 120, 100}, .scale = 0.5F, .track = 4};
    auto merged = mergeRequests({left, over, away}, 1.1F);
    QCOMPARE(merged.size(), std::size_t{2});
    QVERIFY(same(merged[0].source, {0, 0, 120, 100}));
    QCOMPARE(merged[0].track, -1);
    QCOMPARE(merged[1].track, 3);
    QCOMPARE(mergeRequests({left, over, away}, 0).size(), std::size_t{3});
    merged = mergeRequests({left, coarse}, 1.1F);  // 12000 pixels against 10000 + 3000
    QCOMPARE(merged.size(), std::size_t{1});
    QCOMPARE(merged[0].scale, 1.0F);
    TileRequest scan = over;
    scan.purpose = BoxOrigin::Scan;
    QCOMPARE(mergeRequests({left, scan}, 1.1F).size(), std::size_t{2});
  }
};

EFFORTLAB_TEST(tst_requests)
#include "tst_requests.moc"
