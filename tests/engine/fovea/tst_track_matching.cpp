#include "fovea/track_matching.h"

#include "support/test_registry.h"

#include <QTest>

using namespace effortlab;
using namespace effortlab::fovea;

namespace {

const TrackerOptions options{.frame = {.height = 360, .width = 480}, .classes = 3};

Sighting seen(const Box& box, float score = 0.8F, int classIndex = 0) {
  return {{box, classIndex, score}, BoxOrigin::Full, false};
}

}  // namespace

class tst_track_matching : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void theNearestContinues() {
    const std::vector<FollowedObject> objects{{0, seen({100, 100, 40, 40}), options},
                                              {1, seen({130, 100, 40, 40}), options}};
    const std::vector<Sighting> sightings{seen({132, 100, 40, 40}), seen({104, 100, 40, 40}), seen({300, 20, 40, 40})};
    const TrackMatches matches = matchTracks(objects, sightings, options);
    QCOMPARE(matches.sightingOf, (std::vector<int>{1, 0}));
    QCOMPARE(matches.objectOf, (std::vector<int>{1, 0, -1}));
  }

  void theClassDecidesBetweenAlike() {
    const std::vector<FollowedObject> objects{{0, seen({100, 100, 40, 40}, 0.8F, 2), options}};
    const std::vector<Sighting> sightings{seen({102, 100, 40, 40}, 0.7F, 1), seen({98, 100, 40, 40}, 0.7F, 2)};
    const TrackMatches matches = matchTracks(objects, sightings, options);
    QCOMPARE(matches.sightingOf[0], 1);
    QVERIFY(matches.further[0]);  // the other class is a second opinion, not a newcomer
    QCOMPARE(matches.objectOf[0], 0);
  }

  // Four fifths of it lie in the other: someone behind, or the rest of what a tile cut off.
  void whoStandsBehindIsSeen() {
    const std::vector<FollowedObject> objects{{0, seen({100, 100, 60, 120}), options}};
    std::vector<Sighting> sightings{seen({100, 100, 60, 120}), seen({130, 120, 38, 60})};
    QCOMPARE(matchTracks(objects, sightings, options).objectOf[1], -1);
    sightings[1].truncated = true;
    QCOMPARE(matchTracks(objects, sightings, options).objectOf[1], 0);
    sightings[1] = seen({110, 120, 30, 60});
    QCOMPARE(matchTracks(objects, sightings, options).objectOf[1], 0);  // all of it: a part
  }

  void theSmallNeedNotOverlap() {
    const std::vector<FollowedObject> objects{{0, seen({100, 100, 10, 10}), options}};
    QCOMPARE(matchTracks(objects, std::vector{seen({103, 104, 9, 11})}, options).sightingOf[0], 0);
    QCOMPARE(matchTracks(objects, std::vector{seen({115, 100, 10, 10})}, options).sightingOf[0], -1);
    QCOMPARE(matchTracks(objects, std::vector{seen({92, 90, 30, 30})}, options).sightingOf[0], -1);
  }

  void theWeakerOfTwoGoes() {
    std::vector<FollowedObject> objects{{0, seen({100, 100, 40, 40}, 0.4F), options},
                                        {1, seen({105, 100, 40, 40}, 0.9F), options},
                                        {2, seen({100, 110, 40, 40}, 0.9F, 1), options},
                                        {3, seen({200, 100, 40, 40}, 0.2F), options}};
    QCOMPARE(duplicateTracks(objects, options), std::vector<std::size_t>{0});
    objects[0].hit(seen({100, 100, 40, 40}, 0.4F));
    objects[0].hit(seen({100, 100, 40, 40}, 0.4F));  // seen three times: established
    QCOMPARE(duplicateTracks(objects, options), std::vector<std::size_t>{1});
  }

  void coverByHand() {
    QCOMPARE(coveredShare({0, 0, 10, 10}, {5, 0, 10, 10}), 0.5F);
    QCOMPARE(coveredShare({0, 0, 10, 10}, {-5, -5, 30, 30}), 1.0F);
    QCOMPARE(coveredShare({0, 0, 10, 10}, {10, 0, 10, 10}), 0.0F);
  }
};

EFFORTLAB_TEST(tst_track_matching)
#include "tst_track_matching.moc"
