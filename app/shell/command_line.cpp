#include "shell/command_line.h"

#include "core/error.h"
#include "effort/study.h"
#include "shell/drop_classifier.h"

#include <QFileInfo>
#include <QHash>

namespace effortlab::app {

namespace {

constexpr int badArguments = 2;

const char* const helpText =
    "Usage: effortlab [options] [model, data or knobs files]\n"
    "The desktop workbench of EffortLab. effortlab-cli computes the same without a display.\n"
    "\n"
    "  --open F          open a model (.model.json, .prototxt, .onnx), data or knobs file\n"
    "  --data SPEC       images: sample, idx:DIR[#train], cifar10:DIR|FILE, cifar100:DIR|FILE, list:FILE, folder:DIR\n"
    "  --knobs F         start with these knob settings\n"
    "  --page knobs      the page to show\n"
    "  --tab NAME        the study below the charts: savings, or a name that `effortlab-cli study` takes; measured at "
    "once\n"
    "  --size WxH        window size in pixels, for instance 1600x1000\n"
    "  --theme T         light or dark\n"
    "  --lang L          de or en\n"
    "  --shot F.png      draw the window into this file once the results are settled, and end\n"
    "  --version         version, and end\n"
    "  --help            this text, and end\n";

EarlyExit bad(const QString& text) {
  return {badArguments, QStringLiteral("effortlab: %1 (effortlab --help lists the options)").arg(text)};
}

using Problem = std::optional<EarlyExit>;

Problem takePath(WindowOptions& options, const QString& path) {
  if (!QFileInfo::exists(path))
    return bad(QStringLiteral("%1: no such file or folder; give an existing one").arg(path));
  const DroppedThing thing = classifyPath(path.toStdString());
  switch (thing.kind) {
    case DroppedThing::Kind::Model: options.model = QString::fromStdString(thing.file.string()); return {};
    case DroppedThing::Kind::Data: options.data = QString::fromStdString(thing.dataSpec); return {};
    case DroppedThing::Kind::Knobs: options.knobs = QString::fromStdString(thing.file.string()); return {};
    case DroppedThing::Kind::Unknown: break;
  }
  return bad(QStringLiteral("%1: neither a model, nor data, nor knobs; name data with --data KIND:PATH").arg(path));
}

Problem takeKnobs(WindowOptions& options, const QString& path) {
  if (!QFileInfo(path).isFile())
    return bad(QStringLiteral("--knobs %1: no such file; save one in the window first").arg(path));
  options.knobs = QFileInfo(path).absoluteFilePath();
  return {};
}

Problem takeData(WindowOptions& options, const QString& spec) {
  options.data = spec;
  return {};
}

Problem takePage(WindowOptions&, const QString& page) {
  if (page == QLatin1String("knobs"))
    return {};
  if (page == QLatin1String("fovea") || page == QLatin1String("hardware") || page == QLatin1String("runs"))
    return EarlyExit{
        badArguments,
        QStringLiteral("effortlab: --page %1: this page is not in this version; use --page knobs").arg(page)};
  return bad(QStringLiteral("--page %1: there is no such page; use knobs").arg(page));
}

Problem takeTab(WindowOptions& options, const QString& name) {
  if (name != QLatin1String("savings")) {
    try {
      static_cast<void>(effort::studyFromName(name.toStdString()));
    } catch (const Error& error) {
      return bad(QStringLiteral("--tab %1: %2, and savings").arg(name, QString::fromUtf8(error.what())));
    }
  }
  options.tab = name;
  return {};
}

Problem takeSize(WindowOptions& options, const QString& text) {
  constexpr int smallest = 200;
  constexpr int largest = 16384;
  const QStringList parts = text.split(QLatin1Char('x'));
  bool widthOk = false;
  bool heightOk = false;
  const QSize size(parts.value(0).toInt(&widthOk), parts.value(1).toInt(&heightOk));
  if (parts.size() != 2 || !widthOk || !heightOk || qMin(size.width(), size.height()) < smallest ||
      qMax(size.width(), size.height()) > largest)
    return bad(QStringLiteral("--size %1: write it like 1600x1000 (%2 to %3)").arg(text).arg(smallest).arg(largest));
  options.size = size;
  return {};
}

Problem takeTheme(WindowOptions& options, const QString& name) {
  if (name == QLatin1String("light"))
    options.theme = widgets::Theme::Light;
  else if (name == QLatin1String("dark"))
    options.theme = widgets::Theme::Dark;
  else
    return bad(QStringLiteral("--theme %1: use light or dark").arg(name));
  return {};
}

Problem takeLanguage(WindowOptions& options, const QString& language) {
  if (language != QLatin1String("de") && language != QLatin1String("en"))
    return bad(QStringLiteral("--lang %1: use de or en").arg(language));
  options.language = language;
  return {};
}

Problem takeShot(WindowOptions& options, const QString& file) {
  if (!file.endsWith(QLatin1String(".png"), Qt::CaseInsensitive))
    return bad(QStringLiteral("--shot %1: the name must end in .png").arg(file));
  if (!QFileInfo(QFileInfo(file).absolutePath()).isDir())
    return bad(QStringLiteral("--shot %1: its folder does not exist; make it first").arg(file));
  options.shot = file;
  return {};
}

}  // namespace

std::variant<WindowOptions, EarlyExit> parseCommandLine(const QStringList& arguments) {
  static const QHash<QString, Problem (*)(WindowOptions&, const QString&)> takers{
      {QStringLiteral("--open"), takePath},     {QStringLiteral("--data"), takeData},
      {QStringLiteral("--knobs"), takeKnobs},   {QStringLiteral("--page"), takePage},
      {QStringLiteral("--size"), takeSize},     {QStringLiteral("--theme"), takeTheme},
      {QStringLiteral("--lang"), takeLanguage}, {QStringLiteral("--shot"), takeShot},
      {QStringLiteral("--tab"), takeTab}};
  WindowOptions options;
  for (qsizetype i = 0; i < arguments.size(); ++i) {
    QString name = arguments[i];
    if (name == QLatin1String("--help") || name == QLatin1String("-h"))
      return EarlyExit{0, QString::fromLatin1(helpText)};
    if (name == QLatin1String("--version"))
      return EarlyExit{0, QStringLiteral("effortlab " EFFORTLAB_VERSION "\n")};
    Problem problem;
    if (!name.startsWith(QLatin1Char('-'))) {
      problem = takePath(options, name);
    } else {
      const qsizetype equals = name.indexOf(QLatin1Char('='));
      std::optional<QString> value;
      if (equals > 0) {
        value = name.mid(equals + 1);
        name.truncate(equals);
      }
      const auto taker = takers.constFind(name);
      if (taker == takers.cend())
        return bad(QStringLiteral("%1: there is no such option").arg(name));
      if (!value && i + 1 < arguments.size())
        value = arguments[++i];
      if (!value || value->isEmpty())
        return bad(QStringLiteral("%1 needs a value").arg(name));
      problem = (*taker)(options, *value);
    }
    if (problem)
      return *problem;
  }
  return options;
}

}  // namespace effortlab::app
