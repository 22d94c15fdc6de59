#include "charts/study_words.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>

namespace effortlab::widgets {
namespace {

/// The engine's words, for the catalogues alone: studyWord() looks them up at run time.
[[maybe_unused]] constexpr const char* words[] = {
    QT_TRANSLATE_NOOP("StudyWords", "easy"),
    QT_TRANSLATE_NOOP("StudyWords", "hard"),
    QT_TRANSLATE_NOOP("StudyWords", "odd"),
    QT_TRANSLATE_NOOP("StudyWords", "channel"),
    QT_TRANSLATE_NOOP("StudyWords", "magnitude"),
    QT_TRANSLATE_NOOP("StudyWords", "exact"),
    QT_TRANSLATE_NOOP("StudyWords", "executed"),
    QT_TRANSLATE_NOOP("StudyWords", "gate"),
    QT_TRANSLATE_NOOP("StudyWords", "network"),
    QT_TRANSLATE_NOOP("StudyWords", "knobs"),
    QT_TRANSLATE_NOOP("StudyWords", "dense"),
    QT_TRANSLATE_NOOP("StudyWords", "layer"),
    QT_TRANSLATE_NOOP("StudyWords", "operations"),
    QT_TRANSLATE_NOOP("StudyWords", "time, skip"),
    QT_TRANSLATE_NOOP("StudyWords", "time, measure"),
    QT_TRANSLATE_NOOP("StudyWords", "what is compared"),
    QT_TRANSLATE_NOOP("StudyWords", "share of the dense MACs"),
    QT_TRANSLATE_NOOP("StudyWords", "dense / with knobs (95 % interval)"),
    QT_TRANSLATE_NOOP("StudyWords", "decision margin (top-1 minus top-2 probability)"),
    QT_TRANSLATE_NOOP("StudyWords", "density of the images"),
    QT_TRANSLATE_NOOP("StudyWords", "right"),
    QT_TRANSLATE_NOOP("StudyWords", "wrong"),
    QT_TRANSLATE_NOOP("StudyWords", "saturated"),
    QT_TRANSLATE_NOOP("StudyWords", "correlation"),
    QT_TRANSLATE_NOOP("StudyWords", "effort"),
    QT_TRANSLATE_NOOP("StudyWords", "activation"),
    QT_TRANSLATE_NOOP("StudyWords", "input"),
    QT_TRANSLATE_NOOP("StudyWords", "time"),
    QT_TRANSLATE_NOOP("StudyWords", "fast"),
    QT_TRANSLATE_NOOP("StudyWords", "class"),
    QT_TRANSLATE_NOOP("StudyWords", "engine"),
    QT_TRANSLATE_NOOP("StudyWords", "image"),
    QT_TRANSLATE_NOOP("StudyWords", "column"),
    QT_TRANSLATE_NOOP("StudyWords", "MACs a neuron; activation"),
    QT_TRANSLATE_NOOP("StudyWords", "saturated outputs"),
    QT_TRANSLATE_NOOP("StudyWords", "distance of the neurons"),
    QT_TRANSLATE_NOOP("StudyWords", "correlation of their outputs"),
    QT_TRANSLATE_NOOP("StudyWords", "inputs summed"),
    QT_TRANSLATE_NOOP("StudyWords", "signs predicted rightly"),
    QT_TRANSLATE_NOOP("StudyWords", "MACs an image"),
    QT_TRANSLATE_NOOP("StudyWords", "ms an image"),
    QT_TRANSLATE_NOOP("StudyWords", "top-1 accuracy (95 % interval)"),
    QT_TRANSLATE_NOOP("StudyWords", "time, dense = 1 (one thread, 95 % interval of the median)"),
    QT_TRANSLATE_NOOP("StudyWords",
                      "right: images that the network classifies rightly under the knobs; wrong: the others"),
    QT_TRANSLATE_NOOP("StudyWords",
                      "of each network its dense point first, then that under its knobs (time: skipping work)"),
    QT_TRANSLATE_NOOP(
        "StudyWords",
        "saturated: zeros of ReLU; of sigmoid and tanh what is within 5 % of the range from one of its ends"),
    QT_TRANSLATE_NOOP("StudyWords",
                      "effort: MACs that a neuron took; activation: its output; both the mean over the output maps, or "
                      "of the one map asked for"),
    QT_TRANSLATE_NOOP("StudyWords", "all knobs are off: every layer is dense"),
    QT_TRANSLATE_NOOP("StudyWords", "all knobs are off: every image takes the dense MACs"),
    QT_TRANSLATE_NOOP("StudyWords", "the gate is left out: it decides by image, not by layer"),
    QT_TRANSLATE_NOOP(
        "StudyWords",
        "gate: net of its 8-bit pass, in exact MACs; below zero where more images are repeated than pays"),
    QT_TRANSLATE_NOOP("StudyWords", "operations: the interval is over the images"),
    QT_TRANSLATE_NOOP(
        "StudyWords",
        "time: dense is the engine fast; medians of rounds that ran one after the other in turn, one image at a time"),
    QT_TRANSLATE_NOOP(
        "StudyWords",
        "easy: images that the dense network classifies rightly; hard: the others; together the area is 1"),
};

QString lookUp(const QString& english) {
  return QCoreApplication::translate("StudyWords", english.toUtf8().constData());
}

struct StudyText {
  Q_DECLARE_TR_FUNCTIONS(StudyText)
};

}  // namespace

QString studyWord(const std::string& english) {
  if (english == "spet" || english == "sdss" || english == "sfma") {
    return QString::fromStdString(english).toUpper();
  }
  return english.empty() ? QString() : lookUp(QString::fromStdString(english));
}

QString studyRemark(const std::string& english) {
  const QString text = QString::fromStdString(english);
  if (const QString whole = lookUp(text); whole != text) {
    return whole;
  }
  // "conv1: ..." and numbers: a pattern with %1, %2 ... in their places.
  QString pattern = text;
  QStringList places;
  static const QRegularExpression subject(QStringLiteral("^([^\\s:]+): "));
  if (const auto match = subject.match(text); match.hasMatch()) {
    places << match.captured(1);
    pattern = QStringLiteral("%1: ") + text.mid(match.capturedLength());
  }
  static const QRegularExpression number(QStringLiteral("(?<![\\w%.-])-?\\d+(\\.\\d+)?(?![\\w])"));
  qsizetype from = 0;
  for (auto match = number.match(pattern, from); match.hasMatch(); match = number.match(pattern, from)) {
    places << match.captured();
    const QString place = QStringLiteral("%%1").arg(places.size());
    pattern.replace(match.capturedStart(), match.capturedLength(), place);
    from = match.capturedStart() + place.size();
  }
  QString translated = lookUp(pattern);
  if (translated == pattern) {
    return text;
  }
  for (qsizetype i = 0; i < places.size(); ++i) {
    translated.replace(QStringLiteral("%%1").arg(i + 1), places[i]);
  }
  return translated;
}

QString studyTitle(effort::StudyKind kind) {
  switch (kind) {
    case effort::StudyKind::Margin: return StudyText::tr("Margin density");
    case effort::StudyKind::SignPrediction: return StudyText::tr("Sign prediction");
    case effort::StudyKind::Ratios: return StudyText::tr("Ratios");
    case effort::StudyKind::LayerTime: return StudyText::tr("Time a layer");
    case effort::StudyKind::KnobShare: return StudyText::tr("Knob shares");
    case effort::StudyKind::Engines: return StudyText::tr("Engines");
    case effort::StudyKind::EffortMap: return StudyText::tr("Effort map");
    case effort::StudyKind::Saturation: return StudyText::tr("Saturation");
    case effort::StudyKind::Correlation: return StudyText::tr("Correlation");
    case effort::StudyKind::ImageEffort: return StudyText::tr("Images");
    case effort::StudyKind::Models: return StudyText::tr("Models");
  }
  return {};
}

QString studyExplanation(effort::StudyKind kind) {
  switch (kind) {
    case effort::StudyKind::Margin:
      return StudyText::tr(
          "How far apart the two best classes are (margin = p1 - p2), of images the network gets right and of the "
          "others: most are easy");
    case effort::StudyKind::SignPrediction:
      return StudyText::tr(
          "How often the sign of a sum is right after part of its inputs, by layer and by order: what SPET bets on");
    case effort::StudyKind::Ratios:
      return StudyText::tr("Dense / with knobs, in operations and in measured time, of the whole network");
    case effort::StudyKind::LayerTime:
      return StudyText::tr("Measured time of every layer with its knobs, the dense layer = 1");
    case effort::StudyKind::KnobShare:
      return StudyText::tr(
          "Share of every layer's dense MACs that is executed and that each knob saves; they add up to 1");
    case effort::StudyKind::Engines:
      return StudyText::tr(
          "Measured time of the network under its knobs against dense engines, one image at a time, with 95 % "
          "intervals");
    case effort::StudyKind::EffortMap:
      return StudyText::tr("Operations each neuron of a layer really used for one image, beside the layer's outputs");
    case effort::StudyKind::Saturation:
      return StudyText::tr("Share of a layer's outputs that saturate (0 behind a ReLU), by layer and class");
    case effort::StudyKind::Correlation:
      return StudyText::tr("How alike outputs some pixels apart are, by layer: suggests the sampling period of SDSS");
    case effort::StudyKind::ImageEffort:
      return StudyText::tr("Operations that each image needs under the present knobs, sorted");
    case effort::StudyKind::Models:
      return StudyText::tr("Accuracy against MACs and time of several networks, the dense one joined to the tuned one");
  }
  return {};
}

}  // namespace effortlab::widgets
