#include "shell/command_line.h"

#include "core/error.h"
#include "effort/study.h"
#include "fovea/policy_settings.h"
#include "shell/drop_classifier.h"
#include "shell/fovea_page.h"

#include <QFileInfo>
#include <QHash>

#include <algorithm>

namespace effortlab::app {

namespace {

constexpr int badArguments = 2;

const char* const helpText =
    "Usage: effortlab [options] [model, data, knobs or video files]\n"
    "The desktop workbench of EffortLab. effortlab-cli computes the same without a display.\n"
    "\n"
    "  --open F          open a model (.model.json, .prototxt, .onnx), data, knobs or video file\n"
    "  --data SPEC       images: sample, idx:DIR[#train], cifar10:DIR|FILE, cifar100:DIR|FILE, list:FILE, folder:DIR\n"
    "  --knobs F         start with these knob settings\n"
    "  --page PAGE       the page to show: knobs or fovea\n"
    "  --video V         on the Fovea page: a video file, a folder of numbered images, camera:N or scene:NAME\n"
    "  --detector D      its detector: a detection model, or boxes:FILE for precomputed detections\n"
    "  --boxes GT        its ground truth: MOT gt.txt, a folder of VOC or VID .xml files, a COCO .json file\n"
    "  --policy P        full, every:K, track:K, thesis or best\n"
    "  --compare P       a second policy beside it\n"
    "  --frame N         play up to this frame (counted from 0) and pause there\n"
    "  --tab NAME        the study below the charts: savings, or a name that `effortlab-cli study` takes; measured at "
    "once;\n"
    "                    on the Fovea page cost, speed-up, ap, objects or evaluation (evaluated at once)\n"
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
    case DroppedThing::Kind::Video: options.video = QString::fromStdString(thing.file.string()); return {};
    case DroppedThing::Kind::Detector: options.detector = QString::fromStdString(thing.file.string()); return {};
    case DroppedThing::Kind::Boxes: options.boxes = QString::fromStdString(thing.file.string()); return {};
    case DroppedThing::Kind::Detections:
      options.detector = QStringLiteral("boxes:") + QString::fromStdString(thing.file.string());
      return {};
    case DroppedThing::Kind::Unknown: break;
  }
  return bad(QStringLiteral("%1: neither a model, nor data, nor knobs, nor a video; name data with --data KIND:PATH, "
                            "a video with --video")
                 .arg(path));
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

Problem takePage(WindowOptions& options, const QString& name) {
  options.page = pageNamed(name);
  if (options.page)
    return {};
  if (name == QLatin1String("hardware") || name == QLatin1String("runs"))
    return bad(QStringLiteral("--page %1: this page is not in this version; use knobs or fovea").arg(name));
  return bad(QStringLiteral("--page %1: there is no such page; use knobs or fovea").arg(name));
}

/// What is read later says itself what is wrong with it.
Problem takeVideo(WindowOptions& options, const QString& spec) {
  options.video = spec;
  return {};
}

Problem takeDetector(WindowOptions& options, const QString& spec) {
  const QString boxes = QStringLiteral("boxes:");
  const QString path = spec.startsWith(boxes) ? spec.mid(boxes.size()) : spec;
  if (!QFileInfo(path).isFile())
    return bad(QStringLiteral("--detector %1: no such file; give a detection model or boxes:FILE").arg(spec));
  options.detector = (spec.startsWith(boxes) ? boxes : QString()) + QFileInfo(path).absoluteFilePath();
  return {};
}

Problem takeBoxes(WindowOptions& options, const QString& path) {
  if (!QFileInfo::exists(path))
    return bad(QStringLiteral("--boxes %1: no such file or folder; give ground truth of the video").arg(path));
  options.boxes = QFileInfo(path).absoluteFilePath();
  return {};
}

Problem checkPolicy(const QString& option, const QString& name) {
  try {
    static_cast<void>(fovea::parsePolicy(name.toStdString()));
  } catch (const Error& error) {
    return bad(QStringLiteral("%1 %2: %3").arg(option, name, QString::fromUtf8(error.what())));
  }
  return {};
}

Problem takePolicy(WindowOptions& options, const QString& name) {
  options.policy = name;
  return checkPolicy(QStringLiteral("--policy"), name);
}

Problem takeCompare(WindowOptions& options, const QString& name) {
  options.compare = name;
  return checkPolicy(QStringLiteral("--compare"), name);
}

Problem takeTab(WindowOptions& options, const QString& name) {
  if (name != QLatin1String("savings") && !foveaTabNames().contains(name)) {
    try {
      static_cast<void>(effort::studyFromName(name.toStdString()));
    } catch (const Error& error) {
      return bad(QStringLiteral("--tab %1: %2, and savings; on the Fovea page %3")
                     .arg(name, QString::fromUtf8(error.what()), foveaTabNames().join(QStringLiteral(", "))));
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

Problem takeFrame(WindowOptions& options, const QString& text) {
  bool good = false;
  options.frame = text.toLongLong(&good);
  if (!good || *options.frame < 0)
    return bad(QStringLiteral("--frame %1: write a number of a frame, counted from 0").arg(text));
  return {};
}

bool namesVideoThings(const WindowOptions& options) {
  if (options.frame)
    return true;
  const QStringList named{options.video, options.detector, options.boxes, options.policy, options.compare};
  return std::any_of(named.begin(), named.end(), [](const QString& text) { return !text.isEmpty(); });
}

}  // namespace

std::variant<WindowOptions, EarlyExit> parseCommandLine(const QStringList& arguments) {
  static const QHash<QString, Problem (*)(WindowOptions&, const QString&)> takers{
      {QStringLiteral("--open"), takePath},     {QStringLiteral("--data"), takeData},
      {QStringLiteral("--knobs"), takeKnobs},   {QStringLiteral("--page"), takePage},
      {QStringLiteral("--size"), takeSize},     {QStringLiteral("--theme"), takeTheme},
      {QStringLiteral("--lang"), takeLanguage}, {QStringLiteral("--shot"), takeShot},
      {QStringLiteral("--tab"), takeTab},       {QStringLiteral("--video"), takeVideo},
      {QStringLiteral("--boxes"), takeBoxes},   {QStringLiteral("--detector"), takeDetector},
      {QStringLiteral("--policy"), takePolicy}, {QStringLiteral("--compare"), takeCompare},
      {QStringLiteral("--frame"), takeFrame}};
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
  if (!options.page && namesVideoThings(options))
    options.page = Page::Fovea;
  return options;
}

}  // namespace effortlab::app
