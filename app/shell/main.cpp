#include "shell/command_line.h"
#include "shell/icons.h"
#include "shell/main_window.h"
#include "shell/shot.h"
#include "shell/translations.h"

#include <QApplication>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <cstdio>
#include <cstdlib>
#include <memory>

namespace {

using namespace effortlab;

constexpr int noDisplay = 1;
const char* const noDisplayHint =
    "effortlab: no display to draw on; run `effortlab-cli demo`, or set DISPLAY, or QT_QPA_PLATFORM=offscreen together "
    "with --shot F.png\n";

/// Without the options that Qt itself takes ("-platform offscreen").
QStringList ownArguments(int argc, char** argv) {
  QStringList own;
  for (int i = 1; i < argc; ++i) {
    const QString argument = QString::fromLocal8Bit(argv[i]);
    if (argument == QLatin1String("-platform") || argument == QLatin1String("-style"))
      ++i;
    else
      own << argument;
  }
  return own;
}

bool displayIsNamed(int argc, char** argv) {
  for (int i = 1; i < argc; ++i)
    if (qstrcmp(argv[i], "-platform") == 0)
      return true;
  return qEnvironmentVariableIsSet("QT_QPA_PLATFORM") || !qEnvironmentVariableIsEmpty("DISPLAY") ||
         !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY");
}

/// While QApplication connects to the display: a failure there ends in abort(), so this is the last word.
void explainMissingDisplay(QtMsgType type, const QMessageLogContext&, const QString&) {
  if (type != QtFatalMsg)
    return;
  std::fputs(noDisplayHint, stderr);
  std::_Exit(noDisplay);
}

/// Of snapshots and locks, a file a network.
QString notesFolder() {
  const QString data = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
  return data.isEmpty() ? QString() : data + QStringLiteral("/networks");
}

int runWindow(QApplication& application, const app::WindowOptions& options) {
  // A picture must not depend on how somebody last left the window.
  const QTemporaryDir scratch;
  std::unique_ptr<QSettings> settings;
  if (options.shot.isEmpty())
    settings = std::make_unique<QSettings>();
  else
    settings = std::make_unique<QSettings>(scratch.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
  const app::WindowSettings stored(*settings);
  app::Translations translations;
  translations.use(options.language.isEmpty() ? stored.language() : options.language);
  widgets::applyApplicationTheme(application, options.theme.value_or(stored.theme()));
  app::MainWindow window({.settings = *settings,
                          .translations = translations,
                          .notesFolder = options.shot.isEmpty() ? notesFolder() : scratch.filePath("notes")});
  if (options.size)
    window.resize(*options.size);
  window.show();
  std::unique_ptr<app::Shot> shot;
  if (!options.shot.isEmpty())
    shot = std::make_unique<app::Shot>(&window, options.shot);
  window.start(options);
  const int code = QApplication::exec();
  shot.reset();
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  const auto parsed = app::parseCommandLine(ownArguments(argc, argv));
  if (const auto* exit = std::get_if<app::EarlyExit>(&parsed)) {
    std::fprintf(exit->code == 0 ? stdout : stderr, exit->code == 0 ? "%s" : "%s\n", qPrintable(exit->text));
    return exit->code;
  }
  const auto& options = std::get<app::WindowOptions>(parsed);
  if (!displayIsNamed(argc, argv)) {
    if (options.shot.isEmpty()) {
      std::fputs(noDisplayHint, stderr);
      return noDisplay;
    }
    qputenv("QT_QPA_PLATFORM", "offscreen");
  }
  QCoreApplication::setOrganizationName(QStringLiteral("EffortLab"));
  QCoreApplication::setApplicationName(QStringLiteral("effortlab"));
  QCoreApplication::setApplicationVersion(QStringLiteral(EFFORTLAB_VERSION));
  QGuiApplication::setDesktopFileName(QStringLiteral("effortlab"));
  const QtMessageHandler usual = qInstallMessageHandler(explainMissingDisplay);
  QApplication application(argc, argv);
  qInstallMessageHandler(usual);
  return runWindow(application, options);
}
