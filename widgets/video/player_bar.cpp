#include "video/player_bar.h"

#include "panels/wheel_guard.h"
#include "style/player_glyph.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QSignalBlocker>
#include <QToolButton>

#include <algorithm>
#include <array>
#include <cmath>

namespace effortlab::widgets {
namespace {

constexpr std::array playerSpeeds{0.1, 0.25, 0.5, 1.0, 2.0, 4.0, PlayerBar::maximumSpeed};
constexpr double secondsPerMinute = 60.0;
constexpr int playerGap = 10;     // pixels between groups of buttons
constexpr int roomForRate = 620;  // pixels of the bar

QToolButton* playerButton(bool checkable = false) {
  auto* button = new QToolButton;
  button->setAutoRaise(true);
  button->setCheckable(checkable);
  button->setFocusPolicy(Qt::TabFocus);
  return button;
}

void nameButton(QToolButton* button, const QString& text, const QString& keys) {
  button->setAccessibleName(text);
  button->setToolTip(keys.isEmpty() ? text : QStringLiteral("%1 (%2)").arg(text, keys));
}

}  // namespace

PlayerBar::PlayerBar(QWidget* parent)
    : QWidget(parent),
      m_first(playerButton()),
      m_back(playerButton()),
      m_play(playerButton()),
      m_forward(playerButton()),
      m_last(playerButton()),
      m_loop(playerButton(true)),
      m_miss(playerButton()),
      m_falseAlarm(playerButton()),
      m_speed(new QComboBox),
      m_readout(new QLabel),
      m_rate(new QLabel) {
  build();
  connect(m_play, &QToolButton::clicked, this, [this] { Q_EMIT playRequested(!m_playing); });
  connect(m_back, &QToolButton::clicked, this, [this] { Q_EMIT stepRequested(-1); });
  connect(m_forward, &QToolButton::clicked, this, [this] { Q_EMIT stepRequested(1); });
  connect(m_first, &QToolButton::clicked, this, [this] { Q_EMIT seekRequested(0); });
  connect(m_last, &QToolButton::clicked, this, [this] { Q_EMIT seekRequested(m_frames - 1); });
  connect(m_loop, &QToolButton::toggled, this, &PlayerBar::loopChanged);
  connect(m_miss, &QToolButton::clicked, this, [this] { Q_EMIT nextMissRequested(true); });
  connect(m_falseAlarm, &QToolButton::clicked, this, [this] { Q_EMIT nextFalseAlarmRequested(true); });
  connect(m_speed, &QComboBox::currentIndexChanged, this, [this] { Q_EMIT speedChanged(speed()); });
  retranslate();
}

void PlayerBar::build() {
  for (const double speed : playerSpeeds) {
    m_speed->addItem(QString(), speed);
  }
  m_speed->setCurrentIndex(m_speed->findData(1.0));
  WheelGuard::protect(m_speed);
  for (QToolButton* button : {m_back, m_forward}) {
    button->setAutoRepeat(true);
  }
  m_rate->setForegroundRole(QPalette::PlaceholderText);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(6, 2, 6, 2);
  row->setSpacing(2);
  for (QToolButton* button : {m_first, m_back, m_play, m_forward, m_last}) {
    row->addWidget(button);
  }
  row->addSpacing(playerGap);
  row->addWidget(m_speed);
  row->addWidget(m_loop);
  row->addSpacing(playerGap);
  row->addWidget(m_miss);
  row->addWidget(m_falseAlarm);
  row->addSpacing(playerGap);
  row->addWidget(m_readout, 1);
  row->addWidget(m_rate);
  m_readout->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
}

void PlayerBar::setVideo(std::int64_t frames, double framesPerSecond) {
  m_frames = frames;
  m_framesPerSecond = framesPerSecond > 0.0 ? framesPerSecond : 25.0;
  m_frame = 0;
  m_reached.reset();
  refresh();
}

void PlayerBar::setFrame(std::int64_t frame) {
  if (frame != m_frame) {
    m_frame = frame;
    refresh();
  }
}

void PlayerBar::setPlaying(bool playing) {
  if (playing != m_playing) {
    m_playing = playing;
    retranslate();
  }
}

void PlayerBar::setSpeed(double speed) {
  const QSignalBlocker blocker(m_speed);
  int nearest = 0;
  for (int i = 0; i < m_speed->count(); ++i) {
    const double here = m_speed->itemData(i).toDouble();
    if (std::abs(here - speed) < std::abs(m_speed->itemData(nearest).toDouble() - speed)) {
      nearest = i;
    }
  }
  m_speed->setCurrentIndex(nearest);
}

void PlayerBar::setLoop(bool loop) {
  const QSignalBlocker blocker(m_loop);
  m_loop->setChecked(loop);
}

void PlayerBar::setHasTruth(bool hasTruth) {
  m_hasTruth = hasTruth;
  refresh();
}

void PlayerBar::setReachedRate(const std::optional<double>& framesPerSecond) {
  m_reached = framesPerSecond;
  refresh();
}

double PlayerBar::speed() const {
  return m_speed->currentData().toDouble();
}

bool PlayerBar::loop() const {
  return m_loop->isChecked();
}

void PlayerBar::stepSpeed(int step) {
  m_speed->setCurrentIndex(std::clamp(m_speed->currentIndex() + step, 0, m_speed->count() - 1));
}

QString PlayerBar::timeText(std::int64_t frame) const {
  const double seconds = static_cast<double>(frame) / m_framesPerSecond;
  const double minutes = std::floor(seconds / secondsPerMinute);
  const QString rest = locale().toString(seconds - minutes * secondsPerMinute, 'f', 2);
  return QStringLiteral("%1:%2").arg(locale().toString(minutes, 'f', 0), rest.rightJustified(5, QLatin1Char('0')));
}

QString PlayerBar::readout() const {
  if (m_frames == 0) {
    return tr("No video");
  }
  const auto number = [this](std::int64_t value) { return locale().toString(static_cast<qlonglong>(value)); };
  if (m_frames < 0) {
    return tr("live · frame %1").arg(number(m_frame));
  }
  return tr("frame %1 of %2 · %3 of %4", "frame, last frame, time, end")
      .arg(number(m_frame), number(m_frames - 1), timeText(m_frame), timeText(m_frames - 1));
}

void PlayerBar::refresh() {
  const bool seekable = m_frames > 0;
  m_play->setEnabled(m_frames != 0);
  for (QToolButton* button : {m_first, m_back, m_forward, m_last, m_loop}) {
    button->setEnabled(seekable);
  }
  m_speed->setEnabled(seekable);
  m_miss->setEnabled(seekable && m_hasTruth);
  m_falseAlarm->setEnabled(seekable && m_hasTruth);
  fitReadout();
  m_rate->setText(m_reached ? tr("%1 frames/s").arg(locale().toString(*m_reached, 'f', 1)) : QString());
}

/// The whole of it where there is room, else the frame alone.
void PlayerBar::fitReadout() {
  const QString whole = readout();
  const bool fits = m_frames <= 0 || fontMetrics().horizontalAdvance(whole) <= m_readout->width();
  m_readout->setText(fits ? whole : locale().toString(static_cast<qlonglong>(m_frame)));
  m_readout->setToolTip(whole);
  m_readout->setAccessibleName(whole);
}

void PlayerBar::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  m_rate->setVisible(width() >= roomForRate);
  layout()->activate();
  fitReadout();
}

void PlayerBar::retranslate() {
  setAccessibleName(tr("Player"));
  nameButton(m_first, tr("To the first frame"), tr("Home"));
  nameButton(m_back, tr("A frame back"), tr("Left"));
  nameButton(m_play, m_playing ? tr("Pause") : tr("Play"), tr("Space"));
  nameButton(m_forward, tr("A frame on"), tr("Right"));
  nameButton(m_last, tr("To the last frame"), tr("End"));
  nameButton(m_loop, tr("Begin again at the end"), tr("L"));
  nameButton(m_miss, tr("Next frame in which an object is missed"), tr("M; back: Shift+M"));
  nameButton(m_falseAlarm, tr("Next frame with a false alarm"), tr("F; back: Shift+F"));
  m_speed->setAccessibleName(tr("Speed"));
  m_speed->setToolTip(tr("Speed, times real time ([ slower, ] faster)"));
  m_rate->setToolTip(tr("Frames really shown in a second"));
  for (int i = 0; i < m_speed->count(); ++i) {
    const double speed = m_speed->itemData(i).toDouble();
    m_speed->setItemText(i, speed == maximumSpeed ? tr("Max", "speed: as fast as possible")
                                                  : tr("%1×", "speed").arg(locale().toString(speed)));
  }
  m_first->setIcon(playerIcon(PlayerGlyph::First, palette()));
  m_back->setIcon(playerIcon(PlayerGlyph::Back, palette()));
  m_play->setIcon(playerIcon(m_playing ? PlayerGlyph::Pause : PlayerGlyph::Play, palette()));
  m_forward->setIcon(playerIcon(PlayerGlyph::Forward, palette()));
  m_last->setIcon(playerIcon(PlayerGlyph::Last, palette()));
  m_loop->setIcon(playerIcon(PlayerGlyph::Loop, palette()));
  m_miss->setIcon(playerIcon(PlayerGlyph::Miss, palette()));
  m_falseAlarm->setIcon(playerIcon(PlayerGlyph::FalseAlarm, palette()));
  refresh();
}

bool PlayerBar::takeKey(const QKeyEvent& event) {
  const bool shift = event.modifiers() == Qt::ShiftModifier;
  if (m_frames == 0 || (event.modifiers() != Qt::NoModifier && !shift)) {
    return false;
  }
  const auto press = [](QToolButton* button) {
    if (button->isEnabled()) {
      button->click();
    }
    return true;
  };
  switch (event.key()) {
    case Qt::Key_Space: return event.isAutoRepeat() || press(m_play);
    case Qt::Key_Left: return !shift && press(m_back);
    case Qt::Key_Right: return !shift && press(m_forward);
    case Qt::Key_Home: return !shift && press(m_first);
    case Qt::Key_End: return !shift && press(m_last);
    case Qt::Key_L: return press(m_loop);
    case Qt::Key_BracketLeft: stepSpeed(-1); return true;
    case Qt::Key_BracketRight: stepSpeed(1); return true;
    case Qt::Key_M:
      if (m_miss->isEnabled()) {
        Q_EMIT nextMissRequested(!shift);
      }
      return true;
    case Qt::Key_F:
      if (m_falseAlarm->isEnabled()) {
        Q_EMIT nextFalseAlarmRequested(!shift);
      }
      return true;
    default: return false;
  }
}

void PlayerBar::installKeys(QWidget* host) {
  host->installEventFilter(this);
}

bool PlayerBar::eventFilter(QObject* watched, QEvent* event) {
  // Keys that a focused child does not use arrive here, too: they travel up to the host.
  if (event->type() == QEvent::KeyPress && isEnabled() && takeKey(*static_cast<QKeyEvent*>(event))) {
    event->accept();
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

void PlayerBar::keyPressEvent(QKeyEvent* event) {
  if (!takeKey(*event)) {
    QWidget::keyPressEvent(event);
  }
}

void PlayerBar::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::LocaleChange ||
      event->type() == QEvent::PaletteChange) {
    retranslate();
  }
}

}  // namespace effortlab::widgets
