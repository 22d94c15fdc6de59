#include "data/scene_parts.h"

#include <algorithm>
#include <cmath>

namespace effortlab::data {

namespace {

/// Own speed in long sides a frame, the camera's in pixels a frame. 10 frames at .006 leave an overlap of about .9, at
/// .03 one below .7.
struct SpeedRange {
  float least, most, camera;
};

constexpr SpeedRange speedRange(SceneSpeed speed) {
  switch (speed) {
    case SceneSpeed::Slow: return {0.002F, 0.007F, 0.12F};
    case SceneSpeed::Medium: return {0.012F, 0.024F, 0.5F};
    case SceneSpeed::Fast: break;
  }
  return {0.045F, 0.09F, 2.5F};
}

constexpr float mostPixels = 8.0F;          ///< a frame
constexpr std::int64_t turnPeriod = 30;     ///< frames, at least, between changes of direction
constexpr float steerShare = 0.12F;         ///< of the wanted change, a frame
constexpr std::int64_t defocusPeriod = 60;  ///< frames

struct Direction {
  float x = 1.0F, y = 0.0F;
};

Direction unit(float x, float y) {
  const float length = std::sqrt(x * x + y * y);
  return length > 0.01F ? Direction{x / length, y / length} : Direction{};
}

int defocusAt(int track, std::int64_t frame) {
  const std::int64_t phase = (frame + 23 * track) % defocusPeriod;
  return phase < 40 ? 0 : phase < 46 || phase >= 54 ? 1 : 2;
}

}  // namespace

SceneMotion::SceneMotion(const SceneSpec& spec, std::vector<TrackLook> looks)
    : m_spec(spec), m_looks(std::move(looks)), m_dice(spec.seed, "scene motion " + spec.name) {
  const int atFirst = spec.coming ? spec.fewest : spec.most;  // room for newcomers
  for (int i = 0; i < atFirst; ++i)
    m_movers.push_back(inside());
  for (std::int64_t frame = 0; frame < spec.frames; ++frame) {
    SceneMoment moment;
    moveCamera(moment, frame);
    if (frame > 0)
      moveAll(moment, frame);
    for (const Mover& mover : m_movers)
      moment.objects.push_back({mover.track, mover.x, mover.y, mover.vx - moment.cameraVx, mover.vy - moment.cameraVy,
                                spec.blurred ? defocusAt(mover.track, frame) : 0});
    m_moments.push_back(std::move(moment));
  }
}

int SceneMotion::mostTracks(const SceneSpec& spec) noexcept {
  return spec.most + static_cast<int>(spec.frames / 4) + 1;
}

float SceneMotion::ownSpeed(int track) {
  const SpeedRange range = speedRange(m_spec.speed);
  const TrackLook& look = m_looks[static_cast<std::size_t>(track)];
  const auto side = static_cast<float>(std::max(look.width, look.height));
  return std::min(m_dice.between(range.least, range.most) * side, mostPixels);
}

void SceneMotion::steer(Mover& mover, std::int64_t frame) {
  Direction way = unit(m_dice.between(-1.0F, 1.0F), m_dice.between(-1.0F, 1.0F));
  if (m_spec.crossing && m_movers.size() > 1) {
    const Mover& other = m_movers[static_cast<std::size_t>(m_dice.below(static_cast<int>(m_movers.size())))];
    way = unit(other.x - mover.x, other.y - mover.y);
  }
  constexpr float straightOn = 0.6F;  // else they would wander about and never leave
  if (m_spec.coming && !m_spec.crossing && frame > 0 && m_dice.chance(straightOn))
    way = unit(mover.vx, mover.vy);
  const float speed = ownSpeed(mover.track);
  mover.wantedVx = way.x * speed;
  mover.wantedVy = way.y * speed;
  mover.turnsAt = frame + turnPeriod + m_dice.below(static_cast<int>(turnPeriod));
}

SceneMotion::Mover SceneMotion::inside() {
  Mover mover{.track = m_nextTrack++};
  const TrackLook& look = m_looks[static_cast<std::size_t>(mover.track)];
  mover.x = m_dice.between(0.0F, static_cast<float>(m_spec.width - look.width));
  mover.y = m_dice.between(0.0F, static_cast<float>(m_spec.height - look.height));
  steer(mover, 0);
  mover.vx = mover.wantedVx;
  mover.vy = mover.wantedVy;
  return mover;
}

/// Just outside a side of the frame, on its way in.
SceneMotion::Mover SceneMotion::entering(float cameraVx, float cameraVy) {
  Mover mover{.track = m_nextTrack++};
  const TrackLook& look = m_looks[static_cast<std::size_t>(mover.track)];
  const auto width = static_cast<float>(m_spec.width);
  const auto height = static_cast<float>(m_spec.height);
  const int side = m_dice.below(4);
  const float along = m_dice.between(0.1F, 0.9F);
  mover.x = side == 0   ? -static_cast<float>(look.width)
            : side == 1 ? width
                        : along * (width - static_cast<float>(look.width));
  mover.y = side == 2   ? -static_cast<float>(look.height)
            : side == 3 ? height
                        : along * (height - static_cast<float>(look.height));
  const float speed = ownSpeed(mover.track);
  const Direction way = unit(width / 2.0F - mover.x, height / 2.0F - mover.y);
  mover.wantedVx = way.x * speed + cameraVx;
  mover.wantedVy = way.y * speed + cameraVy;
  mover.vx = mover.wantedVx;
  mover.vy = mover.wantedVy;
  mover.turnsAt = static_cast<std::int64_t>(m_moments.size()) + 2 * turnPeriod;
  return mover;
}

bool SceneMotion::isGone(const Mover& mover) const {
  const TrackLook& look = m_looks[static_cast<std::size_t>(mover.track)];
  return mover.x + static_cast<float>(look.width) < -1.0F || mover.y + static_cast<float>(look.height) < -1.0F ||
         mover.x > static_cast<float>(m_spec.width) + 1.0F || mover.y > static_cast<float>(m_spec.height) + 1.0F;
}

/// A camera that pans to and fro, a little up and down.
void SceneMotion::moveCamera(SceneMoment& moment, std::int64_t frame) const {
  moment.cameraX = moment.cameraY = cameraRoom;
  if (!m_spec.panning)
    return;
  const float speed = speedRange(m_spec.speed).camera;
  const auto bounce = [](float way, float room) {
    const float period = 4.0F * room;
    const float phase = way - period * std::floor(way / period);
    return phase < room ? phase : phase < 3.0F * room ? 2.0F * room - phase : phase - period;
  };
  constexpr float upShare = 0.35F;
  constexpr float reach = cameraRoom - 20.0F;
  const auto place = [&](std::int64_t at, float share, float start) {
    return bounce(static_cast<float>(at) * speed * share + start, reach);
  };
  const float startX = static_cast<float>(m_spec.seed % 97), startY = static_cast<float>(m_spec.seed % 31);
  moment.cameraX += place(frame, 1.0F, startX);
  moment.cameraY += place(frame, upShare, startY);
  moment.cameraVx = place(frame + 1, 1.0F, startX) - place(frame, 1.0F, startX);
  moment.cameraVy = place(frame + 1, upShare, startY) - place(frame, upShare, startY);
}

void SceneMotion::moveAll(const SceneMoment& moment, std::int64_t frame) {
  const SceneMoment& before = m_moments.back();
  const float shiftX = moment.cameraX - before.cameraX;
  const float shiftY = moment.cameraY - before.cameraY;
  for (Mover& mover : m_movers) {
    if (frame >= mover.turnsAt)
      steer(mover, frame);
    mover.vx += (mover.wantedVx - mover.vx) * steerShare;
    mover.vy += (mover.wantedVy - mover.vy) * steerShare;
    mover.x += mover.vx - shiftX;
    mover.y += mover.vy - shiftY;
    if (m_spec.coming)
      continue;
    const TrackLook& look = m_looks[static_cast<std::size_t>(mover.track)];
    const auto turnBack = [](float place, float end, float& velocity, float& wanted) {
      if ((place < 0.0F && velocity < 0.0F) || (place > end && velocity > 0.0F)) {
        velocity = -velocity;
        wanted = -wanted;
      }
    };
    turnBack(mover.x, static_cast<float>(m_spec.width - look.width), mover.vx, mover.wantedVx);
    turnBack(mover.y, static_cast<float>(m_spec.height - look.height), mover.vy, mover.wantedVy);
  }
  std::erase_if(m_movers, [this](const Mover& mover) { return isGone(mover); });
  const auto count = static_cast<int>(m_movers.size());
  constexpr float comes = 0.08F;  // a frame
  const bool wanted = count < m_spec.fewest || (m_spec.coming && count < m_spec.most && m_dice.chance(comes));
  if (wanted && m_nextTrack < static_cast<int>(m_looks.size()))
    m_movers.insert(m_movers.begin() + m_dice.below(count + 1), entering(moment.cameraVx, moment.cameraVy));
}

}  // namespace effortlab::data
