#include "shell/fovea_shell.h"

#include "charts/frame_cost_chart.h"
#include "charts/object_count_chart.h"
#include "charts/precision_chart.h"
#include "charts/speedup_chart.h"
#include "panels/evaluation_table.h"
#include "settings/window_settings.h"
#include "shell/cli_line.h"
#include "shell/export_dialog.h"
#include "shell/fovea_actions.h"
#include "shell/fovea_header.h"
#include "shell/fovea_page.h"
#include "video/video_view.h"

#include <QAction>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QLocale>
#include <QTabWidget>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <utility>

namespace effortlab::app {

namespace {

const char* const firstScene = "scene:medium-pan";
/// What --shot pictures where no frame is named: foveas, charts and scan tiles have come by then.
constexpr std::int64_t picturedFrame = 60;
constexpr double minuteSeconds = 60.0;

}  // namespace

FoveaShell::FoveaShell(QWidget* window, WindowSettings& settings, FoveaController::Options options)
    : QObject(window),
      m_window(window),
      m_settings(settings),
      m_options(std::move(options)),
      m_actions(new FoveaActions(window, settings)) {
  connect(m_actions, &FoveaActions::filesChosen, this, &FoveaShell::open);
  connect(m_actions->evaluateAction(), &QAction::triggered, this, [this] {
    Q_EMIT pageWanted();
    page()->tabs()->setCurrentWidget(m_page->widgets().evaluation);
    controller().evaluation().start();
  });
  connect(m_actions, &FoveaActions::exportWanted, this, &FoveaShell::exportAs);
}

// The controller stops and waits before the widgets it feeds go.
FoveaShell::~FoveaShell() {
  delete m_controller;
}

void FoveaShell::make() {
  if (m_controller != nullptr)
    return;
  m_page = new FoveaPage;
  m_header = new FoveaHeader;
  m_controller = new FoveaController(m_page->widgets(), m_options, this);
  m_page->openVideo()->setMenu(m_actions->sources());
  m_page->openDetector()->setMenu(m_actions->detectors());
  connect(m_page->videos(), &QComboBox::activated, this, &FoveaShell::chooseVideo);
  connect(m_page, &FoveaPage::shownChanged, m_controller, &FoveaController::setShown);
  m_controller->setShown(false);
  connectController();
  m_page->restoreLayout(m_settings);
}

void FoveaShell::connectController() {
  connect(m_controller, &FoveaController::stateChanged, this, [this] {
    m_header->showFigures(m_controller->presenter().figures());
    Q_EMIT changed();
  });
  connect(m_controller, &FoveaController::policiesChanged, this, &FoveaShell::changed);
  connect(m_controller, &FoveaController::loadingStarted, this, [this](const QString& what) {
    m_loading = what.isEmpty() ? tr("the detector") : what;
    Q_EMIT changed();
  });
  connect(m_controller, &FoveaController::loadingEnded, this, [this] { m_loading.clear(); });
  connect(m_controller, &FoveaController::videoOpened, this, &FoveaShell::showOpened);
  connect(m_controller, &FoveaController::noted, this,
          [this](const QString& text, const QString& details) { Q_EMIT noted(text, details, {}); });
  connect(m_controller, &FoveaController::truthDoesNotFit, this, [this](const QString& details) {
    Q_EMIT noted(tr("Not all of the ground truth is used: a class map tells which label a name of it means"), details,
                 {m_actions->openClassMapAction()});
  });
  connect(m_controller, &FoveaController::failed, this, [this](const QString& what, const JobFailure& failure) {
    QList<QAction*> ways;
    if (!m_controller->opened()) {  // no dead end
      m_page->widgets().video->setMessage(tr("No video is open"));
      ways << m_actions->openVideoAction() << m_actions->builtInSceneAction();
    } else if (failure.code == ErrorCode::ShapeMismatch || failure.code == ErrorCode::InvalidArgument) {
      ways << m_actions->builtInDetectorAction() << m_actions->openDetectorAction();
    }
    showVideoChoice();
    Q_EMIT failed(what, failure, ways);
  });
}

FoveaPage* FoveaShell::page() {
  make();
  return m_page;
}

FoveaHeader* FoveaShell::header() {
  make();
  return m_header;
}

FoveaController& FoveaShell::controller() {
  make();
  return *m_controller;
}

void FoveaShell::setOptions(const WindowOptions& options) {
  m_first = options;
}

void FoveaShell::begin() {
  make();
  if (std::exchange(m_begun, true))
    return;
  PolicyPair policies = m_controller->policies();
  if (!m_first.policy.isEmpty())
    policies.a = fovea::PolicySettings(fovea::parsePolicy(m_first.policy.toStdString()));
  if (!m_first.compare.isEmpty())
    policies.b.emplace(fovea::parsePolicy(m_first.compare.toStdString()));
  m_controller->changePolicies(policies, {});
  m_controller->undoStack()->clear();
  std::optional<std::int64_t> until = m_first.frame;
  if (!until && !m_first.shot.isEmpty())
    until = picturedFrame;
  m_controller->playWhenOpened(until);
  m_page->showTab(m_first.tab);
  m_controller->open({.video = m_first.video.isEmpty() ? firstScene : m_first.video.toStdString(),
                      .detector = m_first.detector.toStdString(),
                      .truth = m_first.boxes.toStdString()});
}

void FoveaShell::open(const FoveaController::Files& files) {
  if (!m_begun && (files.video.empty() || files.detector.empty())) {  // the rest is what one would begin with
    if (!files.video.empty())
      m_first.video = QString::fromStdString(files.video);
    if (!files.detector.empty())
      m_first.detector = QString::fromStdString(files.detector);
    if (!files.truth.empty())
      m_first.boxes = QString::fromStdString(files.truth);
    Q_EMIT pageWanted();
    begin();
    return;
  }
  Q_EMIT pageWanted();
  m_begun = true;
  if (!files.video.empty())
    controller().playWhenOpened(std::nullopt);
  controller().open(files);
}

void FoveaShell::cancel() {
  if (m_controller != nullptr)
    m_controller->cancel();
}

void FoveaShell::chooseVideo() {
  const QString spec = m_page->videos()->currentData().toString();
  m_controller->playWhenOpened(std::nullopt);
  m_controller->open({.video = spec.toStdString(), .detector = {}, .truth = {}});
}

void FoveaShell::showOpened(const FoveaController::Files& files) {
  const auto& open = m_controller->opened();
  if (!files.video.empty() && m_first.shot.isEmpty())
    m_actions->addRecent(QString::fromStdString(open->video->info().spec));
  m_header->showVideo(open);
  const data::VideoInfo& info = open->video->info();
  m_page->setAspect(static_cast<double>(info.width) / static_cast<double>(info.height));
  m_page->detector()->setText(QString::fromStdString(open->choice->name));
  m_page->detector()->setToolTip(QString::fromStdString(open->choice->spec));
  showVideoChoice();
  Q_EMIT opened();
  if (std::exchange(m_first.tab, QString()) == foveaTabNames().back())
    m_controller->evaluation().start();
  Q_EMIT changed();
}

/// What is open, also where it is none of the scenes.
void FoveaShell::showVideoChoice() {
  QComboBox* box = m_page->videos();
  if (!m_controller->opened()) {
    box->setCurrentIndex(-1);
    return;
  }
  const std::string& spec = m_controller->opened()->spec;
  const QString data = QString::fromStdString(spec);
  if (box->findData(data) < 0) {
    box->insertItem(0, videoTitle(spec), data);
    box->setItemData(0, data, Qt::ToolTipRole);
  }
  box->setCurrentIndex(box->findData(data));
}

QString FoveaShell::title() const {
  return m_controller != nullptr && m_controller->opened() ? videoTitle(m_controller->opened()->spec) : QString();
}

QString FoveaShell::cliText() const {
  if (m_controller == nullptr || !m_controller->opened())
    return {};
  const OpenVideo& open = *m_controller->opened();
  const PolicyPair& policies = m_controller->policies();
  QString text = QStringLiteral("effortlab-cli video %1 ").arg(shellWord(open.spec));
  text += open.choice->model ? modelWord(open.choice->spec) : shellWord(open.choice->spec);
  text += QStringLiteral(" --policy ") + QString::fromStdString(fovea::policyText(policies.a.policy()));
  for (const std::string& change : policies.a.changes())
    text += QStringLiteral(" --set ") + shellWord(change);
  if (policies.b)
    text += QStringLiteral(" --compare ") + QString::fromStdString(fovea::policyText(policies.b->policy()));
  if (!open.truthSpec.empty())
    text += QStringLiteral(" --boxes ") + shellWord(open.truthSpec);
  if (!open.truthSpec.empty() && !open.classMap.empty())
    text += QStringLiteral(" --class-map ") + shellWord(open.classMap);
  return text;
}

QString FoveaShell::stateText() const {
  if (!m_loading.isEmpty())
    return tr("Reading %1 …").arg(m_loading);
  if (FoveaExport& exporter = m_controller->exporter(); exporter.isRunning())
    return tr("Exporting: %1 of %2 frames")
        .arg(QLocale().toString(exporter.done()), QLocale().toString(exporter.total()));
  const FoveaEvaluation& evaluation = m_controller->evaluation();
  const QLocale locale;
  if (evaluation.isRunning()) {
    if (evaluation.total() <= 0)
      return tr("Preparing the detector …");
    QString text =
        tr("Evaluating: %1 of %2 frames").arg(locale.toString(evaluation.done()), locale.toString(evaluation.total()));
    if (const auto seconds = evaluation.remainingSeconds())
      text += QStringLiteral(" · ") +
              (*seconds < minuteSeconds
                   ? tr("%1 s left").arg(locale.toString(std::ceil(*seconds), 'f', 0))
                   : tr("%1 min left").arg(locale.toString(std::ceil(*seconds / minuteSeconds), 'f', 0)));
    return text;
  }
  if (m_controller->unprepared() > 0)
    return tr("Preparing the detector: %1 sizes of montages left").arg(m_controller->unprepared());
  if (m_controller->player().isPlaying())
    return tr("Playing");
  return m_controller->opened() ? tr("Paused") : tr("No video");
}

StatusStrip::PageState FoveaShell::state() const {
  if (m_controller == nullptr)
    return {};
  const FoveaEvaluation& evaluation = m_controller->evaluation();
  const FoveaExport& exporter = m_controller->exporter();
  StatusStrip::PageState state{.text = stateText()};
  state.busy = m_controller->isLoading() || evaluation.isRunning() || exporter.isRunning();
  if (exporter.isRunning()) {
    state.done = exporter.done();
    state.total = exporter.total();
  } else if (evaluation.isRunning() && !m_controller->isLoading()) {
    state.done = evaluation.done();
    state.total = evaluation.total();
  }
  return state;
}

QString FoveaShell::provenance() const {
  if (!m_controller->opened())
    return {};
  const OpenVideo& open = *m_controller->opened();
  const PolicyPair& policies = m_controller->policies();
  QStringList parts{QString::fromStdString(open.choice->name), videoTitle(open.spec),
                    QString::fromStdString(fovea::policyText(policies.a.policy()))};
  for (const std::string& change : policies.a.changes())
    parts << QString::fromStdString(change);
  parts << QStringLiteral("EffortLab " EFFORTLAB_VERSION);
  return parts.join(QStringLiteral(" · "));
}

void FoveaShell::exportChart() {
  const FoveaWidgets& shown = page()->widgets();
  std::vector<ExportDialog::Choice> choices{{tr("Cost a frame"), QStringLiteral("frame-cost"), shown.cost},
                                            {tr("Speed-up"), QStringLiteral("speed-up"), shown.speedUp},
                                            {tr("AP so far"), QStringLiteral("ap-so-far"), shown.precision},
                                            {tr("Objects a frame"), QStringLiteral("objects"), shown.objects}};
  const int tab = m_page->tabs()->currentIndex();
  if (tab >= 0 && tab < static_cast<int>(choices.size()))
    std::rotate(choices.begin(), choices.begin() + tab, choices.begin() + tab + 1);
  const QString folder = m_settings.lastFolder().isEmpty() ? QDir::homePath() : m_settings.lastFolder();
  ExportDialog dialog(std::move(choices), provenance(), folder, m_window);
  if (dialog.exec() != QDialog::Accepted)
    return;
  m_settings.setLastFolder(QFileInfo(dialog.file()).absolutePath());
  Q_EMIT noted(tr("Exported to %1").arg(dialog.file()), {}, {});
}

void FoveaShell::exportAs(VideoExport kind) {
  Q_EMIT pageWanted();
  if (!controller().opened())
    return;
  struct Words {
    QString title, suffix, filter;
  };
  const Words words = kind == VideoExport::AnnotatedVideo
                          ? Words{tr("Export annotated video"), QStringLiteral(".mp4"), tr("Videos (*.mp4)")}
                      : kind == VideoExport::MontageSheet
                          ? Words{tr("Export montage sheet"), QStringLiteral(".png"), tr("Images (*.png)")}
                          : Words{tr("Export detections"), QStringLiteral(".txt"), tr("Detections (*.txt)")};
  const QString folder = m_settings.lastFolder().isEmpty() ? QDir::homePath() : m_settings.lastFolder();
  QString name = title().toLower().replace(QLatin1Char(' '), QLatin1Char('-'));
  name = QFileInfo(name).completeBaseName() + QLatin1Char('-') +
         QString::fromStdString(fovea::policyText(m_controller->policies().a.policy())).remove(QLatin1Char(':'));
  QString file = QFileDialog::getSaveFileName(m_window, words.title, folder + QLatin1Char('/') + name + words.suffix,
                                              words.filter);
  if (file.isEmpty())
    return;
  if (!file.endsWith(words.suffix, Qt::CaseInsensitive))
    file += words.suffix;
  m_settings.setLastFolder(QFileInfo(file).absolutePath());
  m_controller->exportTo(kind, file.toStdString(), provenance());
}

void FoveaShell::saveLayout() {
  if (m_page != nullptr)
    m_page->saveLayout(m_settings);
}

void FoveaShell::resetLayout() {
  if (m_page != nullptr)
    m_page->resetLayout();
}

void FoveaShell::retranslate() {
  m_actions->retranslate();
  if (m_controller == nullptr)
    return;
  m_page->retranslate();
  m_header->retranslate();
  m_controller->retranslate();
  Q_EMIT changed();
}

}  // namespace effortlab::app
