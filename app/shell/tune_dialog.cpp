#include "shell/tune_dialog.h"

#include "effort/knobs_io.h"
#include "model/bare_graph.h"
#include "panels/tune_report.h"
#include "shell/cli_line.h"

#include <QEvent>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace effortlab::app {

namespace {

constexpr QSize firstTuneSize{620, 720};

}  // namespace

TuneDialog::TuneDialog(KnobsController* knobs, TuneFunction function, QWidget* parent)
    : QDialog(parent), m_knobs(knobs), m_lineLabel(new QLabel), m_line(new QLineEdit) {
  m_widgets = {.form = new widgets::TuneForm,
               .report = new widgets::TuneReport,
               .progress = new QProgressBar,
               .status = new QLabel,
               .start = new QPushButton,
               .stop = new QPushButton,
               .apply = new QPushButton};
  m_widgets.status->setWordWrap(true);
  m_widgets.start->setDefault(true);
  m_line->setReadOnly(true);
  m_line->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
  m_lineLabel->setBuddy(m_line);
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(m_widgets.start);
  buttons->addWidget(m_widgets.stop);
  buttons->addWidget(m_widgets.progress, 1);
  buttons->addStretch();
  buttons->addWidget(m_widgets.apply);
  auto* line = new QHBoxLayout;
  line->addWidget(m_lineLabel);
  line->addWidget(m_line, 1);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(m_widgets.form);
  layout->addLayout(buttons);
  layout->addWidget(m_widgets.status);
  layout->addWidget(m_widgets.report, 1);
  layout->addLayout(line);
  m_controller = new TuneController(m_widgets, knobs, std::move(function), this);
  connect(m_controller, &TuneController::changed, this, &TuneDialog::showLine);
  resize(firstTuneSize);
  retranslate();
}

// The controller stops and waits before the widgets it feeds go.
TuneDialog::~TuneDialog() {
  delete m_controller;
}

QString TuneDialog::commandLine() const {
  const std::shared_ptr<const Workspace>& workspace = m_knobs->workspace();
  if (!workspace)
    return {};
  const widgets::TuneRequest request = m_widgets.form->request();
  const std::string_view method = effort::tuneMethodName(request.method);
  const std::string_view objective = effort::tuneObjectiveName(request.objective);
  QString text =
      cliHead(QStringLiteral("tune"), {.model = workspace->modelFile,
                                       .description = model::isBareGraph(workspace->modelFile)
                                                          ? std::optional<model::Manifest>(workspace->model->manifest)
                                                          : std::nullopt,
                                       .data = workspace->dataSpec}) +
      QStringLiteral(" --offset %1 --limit %2 --max-drop %3 --method %4 --objective %5")
          .arg(request.tuningFrom)
          .arg(request.tuningCount)
          .arg(QString::number(request.maxDropPoints))
          .arg(QLatin1String(method.data(), static_cast<qsizetype>(method.size())),
               QLatin1String(objective.data(), static_cast<qsizetype>(objective.size())));
  if (request.heldOutCount > 0)
    text += QStringLiteral(" --holdout %1 --holdout-offset %2 --holdout-limit %3")
                .arg(shellWord(workspace->dataSpec))
                .arg(request.heldOutFrom)
                .arg(request.heldOutCount);
  if (request.gate)
    text += QStringLiteral(" --gate");
  if (!m_knobs->locks().empty()) {
    QStringList places;
    for (const effort::KnobPlace& place : m_knobs->locks()) {
      const std::string_view knob = effort::knobKindName(place.knob);
      places +=
          QString::fromStdString(place.layer) + u':' + QLatin1String(knob.data(), static_cast<qsizetype>(knob.size()));
    }
    text += QStringLiteral(" --lock ") + shellWord(places.join(u',').toStdString());
  }
  if (request.warmStart || !keptBy(m_knobs->locks(), m_knobs->settings()).off())  // to be saved there first
    text += QStringLiteral(" --knobs start.knobs.json");
  return text + QStringLiteral(" --out tuned.knobs.json");
}

void TuneDialog::showLine() {
  m_line->setText(commandLine());
  m_line->setCursorPosition(0);  // its beginning is what tells
}

void TuneDialog::retranslate() {
  setWindowTitle(tr("Auto-Tune"));
  m_lineLabel->setText(tr("Command &line"));
  m_line->setAccessibleName(tr("The same search from a shell"));
  showLine();
  m_widgets.progress->setAccessibleName(tr("How much of the search is done"));
  m_controller->retranslate();
}

void TuneDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange)
    retranslate();
  QDialog::changeEvent(event);
}

}  // namespace effortlab::app
