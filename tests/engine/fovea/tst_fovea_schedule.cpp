#include "fovea/fovea_schedule.h"

#include "support/test_registry.h"

#include <QTest>

using namespace effortlab;
using namespace effortlab::fovea;

namespace {

Track trackAt(int id, float x, int age, float sigma = 10.0F) {
  Track track;
  track.id = id;
  track.box = {x, 100, 40, 40};
  track.age = age;
  track.score = 0.9F;
  track.sigma = sigma;
  track.hits = 5;
  return track;
}

ScheduleOptions options(float pixels) {
  ScheduleOptions made;
  made.fovea = {.frame = {.height = 360, .width = 480}, .margin = 0.25F, .sigmas = 0, .target = 40};
  made.pixels = pixels;
  return made;
}

std::vector<int> tracksOf(const std::vector<TileRequest>& requests) {
  std::vector<int> ids;
  for (const TileRequest& request : requests)
    ids.push_back(request.track);
  return ids;
}

}  // namespace

class tst_fovea_schedule : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void theLongestUnseenComesFirst() {
    const std::vector<Track> tracks{trackAt(1, 10, 5), trackAt(2, 100, 15), trackAt(3, 200, 5, 20)};
    QCOMPARE(tracksOf(scheduleRequests(tracks, {}, {}, options(1e6F))), (std::vector<int>{2, 3, 1}));
    // A fovea takes 60 x 60 pixels, and packing a quarter more: two of them.
    ScheduleOptions scarce = options(9500);
    scarce.fullScale = 1.0F;
    QCOMPARE(tracksOf(scheduleRequests(tracks, {}, {}, scarce)), (std::vector<int>{2, 3}));
    scarce.fullScale = 0.5F;  // smaller ones all fit
    QCOMPARE(scheduleRequests(tracks, {}, {}, scarce).size(), std::size_t{3});
    QCOMPARE(scheduleRequests(tracks, {}, {}, options(1)).size(), std::size_t{1});  // one always
  }

  void newcomersAreLookedForWhileThereArePixels() {
    const std::vector<Track> tracks{trackAt(1, 10, 5)};
    const std::vector<Box> scans{{0, 0, 100, 100}, {300, 0, 100, 100}};
    const std::vector<Box> moving{{200, 200, 40, 40}};
    const auto all = scheduleRequests(tracks, moving, scans, options(1e6F));
    QCOMPARE(all.size(), std::size_t{4});
    QCOMPARE(all[0].source.x, 0.0F);
    QCOMPARE(all[0].scale, 0.6F);
    QCOMPARE(all[1].source.x, 190.0F);
    QCOMPARE(all[1].purpose, BoxOrigin::Scan);
    QCOMPARE(all[2].track, 1);
    QCOMPARE(all[3].source.x, 300.0F);
    QCOMPARE(scheduleRequests(tracks, moving, scans, options(14000)).size(), std::size_t{3});
  }

  void whoIsFollowedSurelyWaits() {
    QVERIFY(followedSurely(trackAt(1, 10, 5, 1.0F), 10));
    QVERIFY(!followedSurely(trackAt(1, 10, 10, 1.0F), 10));  // long enough
    QVERIFY(!followedSurely(trackAt(1, 10, 5, 8.0F), 10));   // nobody knows where
    Track missed = trackAt(1, 10, 5, 1.0F);
    missed.misses = 0.5F;
    QVERIFY(!followedSurely(missed, 10));
    Track doubtful = trackAt(1, 10, 5);
    doubtful.score = 0.1F;
    QVERIFY(scheduleRequests(std::vector{doubtful}, {}, {}, options(1e6F)).empty());
  }
};

EFFORTLAB_TEST(tst_fovea_schedule)
#include "tst_fovea_schedule.moc"
