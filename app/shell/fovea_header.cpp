#include "shell/fovea_header.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>

namespace effortlab::app {

namespace {

constexpr double videoNameScale = 1.15;
const QString scenePrefix = QStringLiteral("scene:");
const QString cameraPrefix = QStringLiteral("camera:");

QString timesText(double ratio) {
  return ratio > 0.0 ? QLocale().toString(ratio, 'f', ratio < 10.0 ? 2 : 1) + QStringLiteral(" ×")
                     : QStringLiteral("–");
}

}  // namespace

QString videoTitle(const std::string& spec) {
  const QString text = QString::fromStdString(spec);
  if (text.startsWith(scenePrefix))
    return FoveaHeader::tr("Scene %1").arg(text.mid(scenePrefix.size()));
  if (text.startsWith(cameraPrefix))
    return FoveaHeader::tr("Camera %1").arg(text.mid(cameraPrefix.size()));
  return QFileInfo(text).fileName();
}

FoveaHeader::FoveaHeader(QWidget* parent)
    : QFrame(parent),
      m_video(headerLabel(videoNameScale, true)),
      m_detector(headerLabel(1.0, false)),
      m_tools(new QHBoxLayout) {
  auto* names = new QVBoxLayout;
  names->setSpacing(0);
  names->addWidget(m_video);
  names->addWidget(m_detector);
  for (QLabel* name : {m_video, m_detector})
    name->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(12, 6, 8, 6);
  row->setSpacing(20);
  row->addLayout(names, 1);
  m_cost = addHeaderFigure(row);
  m_speedUp = addHeaderFigure(row);
  m_macs = addHeaderFigure(row);
  m_tools->setSpacing(2);
  row->addLayout(m_tools);
  retranslate();
}

void FoveaHeader::showVideo(const std::shared_ptr<const OpenVideo>& open) {
  m_open = open;
  retranslate();
}

void FoveaHeader::showFigures(const FoveaFigures& figures) {
  m_figures = figures;
  const QLocale locale;
  const bool any = figures.frames > 0;
  m_cost.value->setText(any ? locale.toString(figures.msPerFrame, 'f', 2) + QStringLiteral(" ms")
                            : QStringLiteral("–"));
  m_speedUp.value->setText(timesText(figures.speedUp ? figures.speedUp->measured : 0.0));
  m_macs.value->setText(timesText(figures.speedUp ? figures.speedUp->macs : 0.0));
  m_cost.caption->setText(any ? tr("a frame, mean of %1").arg(locale.toString(static_cast<qlonglong>(figures.frames)))
                              : tr("a frame"));
  setAccessibleDescription(
      QStringLiteral("%1 %2, %3 %4")
          .arg(m_cost.value->text(), m_cost.caption->text(), m_speedUp.value->text(), m_speedUp.caption->text()));
}

void FoveaHeader::retranslate() {
  m_video->setText(m_open ? videoTitle(m_open->spec) : tr("No video yet"));
  QString facts;
  if (m_open) {
    const data::VideoInfo& info = m_open->video->info();
    const QLocale locale;
    facts = QStringLiteral("%1 · %2 × %3 · ")
                .arg(QString::fromStdString(m_open->choice->name))
                .arg(info.width)
                .arg(info.height);
    facts += tr("%1 frames/s").arg(locale.toString(info.framesPerSecond, 'g', 4));
    facts += QStringLiteral(" · ") + (m_open->truth ? tr("with ground truth") : tr("no ground truth"));
    m_video->setToolTip(QString::fromStdString(m_open->spec));
    m_detector->setToolTip(QString::fromStdString(m_open->choice->spec));
  }
  m_detector->setText(facts);
  m_speedUp.caption->setText(tr("faster, measured"));
  m_macs.caption->setText(tr("fewer MACs"));
  m_cost.value->setToolTip(tr("Wall time of a frame without decoding it: prediction, montage, detector, tracking"));
  m_speedUp.value->setToolTip(
      tr("Time of a full frame by the mean time of a frame, of the frames played in a row since the last change"));
  m_macs.value->setToolTip(tr("Detector MACs of a full frame by those of a frame in the mean"));
  setAccessibleName(tr("Cost"));
  showFigures(m_figures);
}

}  // namespace effortlab::app
