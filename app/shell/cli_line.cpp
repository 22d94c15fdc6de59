#include "shell/cli_line.h"

#include "effort/gate.h"
#include "model/manifest.h"
#include "shell/icons.h"

#include <QClipboard>
#include <QDir>
#include <QEvent>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QToolButton>

#include <algorithm>

namespace effortlab::app {

namespace {

QString quoted(const std::string& text) {
  static const QString harmless = QStringLiteral("/._-+:,@%=#");
  const QString word = QString::fromStdString(text);
  const bool plain =
      !word.isEmpty() && word.front() != QLatin1Char('#') && std::all_of(word.begin(), word.end(), [](QChar c) {
        return (c.unicode() < 128 && c.isLetterOrNumber()) || harmless.contains(c);
      });
  if (plain)
    return word;
  QString inner = word;
  inner.replace(QLatin1Char('\''), QLatin1String("'\\''"));
  return QLatin1Char('\'') + inner + QLatin1Char('\'');
}

/// A path below the home folder as ~/..., which every POSIX shell expands.
QString quotedPath(const std::filesystem::path& path) {
  const std::string home = QDir::homePath().toStdString() + "/";
  const std::string text = path.string();
  return text.starts_with(home) ? QLatin1String("~/") + quoted(text.substr(home.size())) : quoted(text);
}

QString numberWord(float value) {
  constexpr int roundTripDigits = 9;
  return QString::number(static_cast<double>(value), 'g', roundTripDigits);
}

/// What a manifest would say of the input, as flags.
QString inputFlags(const model::Manifest& manifest) {
  const model::InputSpec& input = manifest.input;
  QString text = QStringLiteral(" --width %1 --height %2").arg(input.width).arg(input.height);
  switch (input.channels) {
    case model::ChannelOrder::Bgr: text += QStringLiteral(" --channels BGR"); break;
    case model::ChannelOrder::Rgb: text += QStringLiteral(" --channels RGB"); break;
    case model::ChannelOrder::Gray: text += QStringLiteral(" --channels GRAY"); break;
  }
  switch (input.resize) {
    case model::ResizeMode::None: text += QStringLiteral(" --resize none"); break;
    case model::ResizeMode::Stretch: text += QStringLiteral(" --resize stretch"); break;
    case model::ResizeMode::ShortSide: text += QStringLiteral(" --resize short-side:%1").arg(input.shortSide); break;
  }
  if (input.cropCenter)
    text += QStringLiteral(" --crop center");
  QStringList means;
  for (const float mean : input.mean)
    means << numberWord(mean);
  if (input.meanImage)
    text += QStringLiteral(" --mean-file ") + quotedPath(input.meanFile);
  else if (!means.empty())
    text += QStringLiteral(" --mean ") + means.join(QLatin1Char(','));
  text += QStringLiteral(" --scale ") + numberWord(input.scale);
  if (!manifest.weightsFile.empty())
    text += QStringLiteral(" --weights ") + quotedPath(manifest.weightsFile);
  if (!manifest.labelsFile.empty())
    text += QStringLiteral(" --labels ") + quotedPath(manifest.labelsFile);
  return text;
}

}  // namespace

QString modelWord(const std::filesystem::path& model) {
  const auto builtIn = model::builtInModels();
  if (std::find(builtIn.begin(), builtIn.end(), model) == builtIn.end() && model != model::builtInDetector())
    return quotedPath(model);
  return QString::fromStdString(model.stem().stem().string());
}

QString shellWord(const std::string& text) {
  return quoted(text);
}

QString cliHead(const QString& command, const CliCall& call) {
  QString text = QStringLiteral("effortlab-cli %1 %2 %3").arg(command, modelWord(call.model), quoted(call.data));
  if (call.description)
    text += inputFlags(*call.description);
  return text;
}

QString cliText(const CliCall& call) {
  QString text = cliHead(QStringLiteral("evaluate"), call);
  if (call.hasKnobs)
    text += QStringLiteral(" --knobs ") + quotedPath(call.knobsFile);
  // The command line does not calibrate on what it evaluates: the images that the window calibrates on are left out.
  const auto calibration = static_cast<std::size_t>(effort::gateCalibrationImages);
  if (call.calibrates && call.images > calibration)
    return text + QStringLiteral(" --offset %1 --limit %2").arg(calibration).arg(call.images - calibration);
  return text + QStringLiteral(" --limit %1").arg(call.images);
}

CliLine::CliLine(QWidget* parent)
    : QWidget(parent), m_label(new QLabel), m_line(new QLineEdit), m_button(new QToolButton) {
  m_line->setReadOnly(true);
  m_line->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
  m_label->setBuddy(m_line);
  m_button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  connect(m_button, &QToolButton::clicked, this, [this] {
    if (m_needsSave)
      Q_EMIT saveRequested();
    else
      copy();
  });
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(12, 4, 8, 4);
  layout->addWidget(m_label);
  layout->addWidget(m_line, 1);
  layout->addWidget(m_button);
  retranslate();
}

void CliLine::setCall(const CliCall& call) {
  m_needsSave = call.hasKnobs && !call.knobsSaved;
  showText(cliText(call));
}

void CliLine::setText(const QString& text) {
  m_needsSave = false;
  showText(text);
}

void CliLine::showText(const QString& text) {
  if (text != m_line->text()) {
    m_line->setText(text);
    m_line->setCursorPosition(0);
  }
  retranslate();
}

void CliLine::setHeldImages(qint64 images) {
  if (images != m_heldImages) {
    m_heldImages = images;
    retranslate();
  }
}

QString CliLine::text() const {
  return m_line->text();
}

void CliLine::copy() {
  QGuiApplication::clipboard()->setText(m_line->text());
}

void CliLine::retranslate() {
  m_label->setText(tr("Command &line"));
  m_line->setAccessibleName(tr("Matching command line"));
  QString tip = tr("Computes what is on screen without the window");
  if (m_heldImages > 0)
    tip +=
        QLatin1Char('\n') +
        tr("It takes all images; the window holds %1 of them, drawn at random.").arg(QLocale().toString(m_heldImages));
  m_line->setToolTip(tip);
  m_button->setEnabled(!m_line->text().isEmpty());
  m_button->setText(m_needsSave ? tr("Save knobs and copy …") : tr("Copy"));
  m_button->setToolTip(m_needsSave ? tr("The line names a knobs file: save the present knobs into it first")
                                   : tr("Copy the line to the clipboard"));
  m_button->setIcon(themedIcon(m_needsSave ? QStringLiteral("save") : QStringLiteral("copy"), palette()));
}

void CliLine::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange)
    retranslate();
  QWidget::changeEvent(event);
}

}  // namespace effortlab::app
