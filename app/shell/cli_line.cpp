#include "shell/cli_line.h"

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

/// Built-in networks go by their name.
QString modelWord(const std::filesystem::path& model) {
  const auto builtIn = model::builtInModels();
  if (std::find(builtIn.begin(), builtIn.end(), model) == builtIn.end())
    return quotedPath(model);
  return QString::fromStdString(model.stem().stem().string());
}

}  // namespace

QString cliText(const CliCall& call) {
  QString text = QStringLiteral("effortlab-cli evaluate %1 %2").arg(modelWord(call.model), quoted(call.data));
  if (call.hasKnobs)
    text += QStringLiteral(" --knobs ") + quotedPath(call.knobsFile);
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
  const QString text = cliText(call);
  if (text != m_line->text()) {
    m_line->setText(text);
    m_line->setCursorPosition(0);
  }
  retranslate();
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
  m_line->setToolTip(tr("Computes what is on screen without the window"));
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
