#include "charts/study_chart.h"

#include "charts/study_words.h"
#include "models/remaining_text.h"
#include "models/study_model.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace effortlab::widgets {
namespace {

/// More series than this are too many to be shown together at first.
constexpr std::size_t readableSeries = 6;
constexpr qsizetype mostRemarks = 3;

QStringList layersOf(const effort::StudyFigure& figure) {
  QStringList layers;
  for (const effort::FigureSeries& series : figure.series) {
    const QString layer = QString::fromStdString(series.layer);
    if (!layer.isEmpty() && !layers.contains(layer)) {
      layers << layer;
    }
  }
  return layers;
}

}  // namespace

StudyChart::StudyChart(effort::StudyKind kind, QWidget* parent)
    : QWidget(parent),
      m_kind(kind),
      m_model(new StudyModel(this)),
      m_canvas(new StudyCanvas),
      m_layerLabel(new QLabel),
      m_layers(new QComboBox),
      m_abscissa(new QComboBox),
      m_evidence(new QLabel),
      m_action(new QPushButton),
      m_remarks(new QLabel) {
  buildHeader();
  m_remarks->setWordWrap(true);
  m_remarks->setContentsMargins(10, 0, 10, 4);
  m_remarks->setTextInteractionFlags(Qt::TextSelectableByMouse);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(2);
  layout->addWidget(m_header);
  layout->addWidget(m_canvas, 1);
  layout->addWidget(m_remarks);
  connect(m_canvas, &StudyCanvas::pointActivated, this, &StudyChart::pointActivated);
  connect(m_canvas, &StudyCanvas::zoomChanged, this, &StudyChart::refreshTexts);
  connect(m_action, &QPushButton::clicked, this, [this] {
    if (m_status.state == StudyStatus::State::Running) {
      Q_EMIT cancelRequested();
    } else {
      Q_EMIT measureRequested();
    }
  });
  connect(m_layers, &QComboBox::currentIndexChanged, this, [this] {
    if (m_choices.isEmpty()) {
      m_canvas->setLayer(currentLayer());
      refreshTexts();
    } else {
      Q_EMIT layerChosen(currentLayer());
    }
  });
  connect(m_abscissa, &QComboBox::currentIndexChanged, this,
          [this](int index) { m_canvas->setSecondAbscissa(index == 1); });
  m_abscissa->hide();
  retranslate();
}

void StudyChart::buildHeader() {
  m_layerLabel->setBuddy(m_layers);
  m_layers->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  m_evidence->setTextFormat(Qt::PlainText);
  QSizePolicy shrinks(QSizePolicy::Ignored, QSizePolicy::Preferred);
  m_evidence->setSizePolicy(shrinks);
  m_header = new QWidget;
  auto* row = new QHBoxLayout(m_header);
  row->setContentsMargins(10, 4, 8, 2);
  row->setSpacing(8);
  row->addWidget(m_layerLabel);
  row->addWidget(m_layers);
  row->addWidget(m_abscissa);
  row->addWidget(m_evidence, 1);
  row->addWidget(m_action);
}

void StudyChart::addToHeader(QWidget* widget) {
  auto* row = static_cast<QHBoxLayout*>(m_header->layout());
  row->insertWidget(qobject_cast<QPushButton*>(widget) != nullptr ? row->count() - 1 : row->indexOf(m_evidence),
                    widget);
}

void StudyChart::refreshAbscissas() {
  const bool two = figure() && !figure()->x2.label.empty();
  m_abscissa->setVisible(two);
  if (!two) {
    m_canvas->setSecondAbscissa(false);
    return;
  }
  const int chosen = std::max(0, m_abscissa->currentIndex());
  const QSignalBlocker blocker(m_abscissa);
  m_abscissa->clear();
  m_abscissa->addItems({studyWord(figure()->x.label), studyWord(figure()->x2.label)});
  m_abscissa->setCurrentIndex(chosen);
  m_canvas->setSecondAbscissa(chosen == 1);
}

const std::shared_ptr<const effort::StudyFigure>& StudyChart::figure() const {
  return m_model->figure();
}

void StudyChart::setFigure(std::shared_ptr<const effort::StudyFigure> figure) {
  m_model->setFigure(figure);
  refreshLayers();
  m_canvas->setFigure(std::move(figure));
  refreshAbscissas();
  refreshTexts();
}

void StudyChart::setPicture(const QImage& picture) {
  m_canvas->setPicture(picture);
}

void StudyChart::setStatus(const StudyStatus& status) {
  if (status == m_status) {
    return;
  }
  m_status = status;
  m_canvas->setStale(status.stale);
  refreshTexts();
}

void StudyChart::setLayerChoices(const QStringList& layers) {
  if (layers == m_choices) {
    return;
  }
  m_choices = layers;
  refreshLayers();
}

void StudyChart::refreshLayers() {
  const QStringList layers = !m_choices.isEmpty() ? m_choices : figure() ? layersOf(*figure()) : QStringList();
  QStringList shown;
  for (int i = 0; i < m_layers->count(); ++i) {
    if (!m_layers->itemData(i).toString().isEmpty()) {
      shown << m_layers->itemData(i).toString();
    }
  }
  const bool useful = layers.size() > 1;
  m_layers->setVisible(useful);
  m_layerLabel->setVisible(useful);
  if (layers == shown) {
    return;
  }
  const QString before = m_layers->count() > 0 ? currentLayer() : m_canvas->layer();
  const bool hadAll = m_layers->count() > 0 && before.isEmpty();
  const QSignalBlocker blocker(m_layers);
  m_layers->clear();
  if (m_choices.isEmpty() && useful) {
    m_layers->addItem(tr("All layers"), QString());
  }
  for (const QString& layer : layers) {
    m_layers->addItem(layer, layer);
  }
  const int same = before.isEmpty() ? -1 : m_layers->findData(before);
  const bool few = !figure() || figure()->series.size() <= readableSeries;
  m_layers->setCurrentIndex(same >= 0 ? same : (few || hadAll || layers.size() < 2 || !m_choices.isEmpty() ? 0 : 1));
  if (m_choices.isEmpty()) {
    m_canvas->setLayer(useful ? currentLayer() : QString());
  }
}

QString StudyChart::currentLayer() const {
  return m_layers->currentData().toString();
}

void StudyChart::setCurrentLayer(const QString& layer) {
  const int index = layer.isEmpty() ? -1 : m_layers->findData(layer);
  const bool all = m_choices.isEmpty() && m_layers->count() > 0 && currentLayer().isEmpty();
  if (m_layers->count() == 0 && m_choices.isEmpty()) {
    m_canvas->setLayer(QString());
    return;
  }
  if (index >= 0 && !all) {
    m_layers->setCurrentIndex(index);
  }
}

QString StudyChart::evidence() const {
  return m_evidence->text();
}

QString StudyChart::remarks() const {
  return m_remarks->text();
}

QString StudyChart::evidenceText() const {
  QStringList parts;
  if (figure() && figure()->totalImages > 0) {
    parts << tr("%1 of %2 images")
                 .arg(locale().toString(static_cast<qlonglong>(figure()->images)),
                      locale().toString(static_cast<qlonglong>(figure()->totalImages)));
  }
  if (m_status.state == StudyStatus::State::Running) {
    if (m_status.total > 0 && !(figure() && figure()->totalImages > 0)) {
      parts << tr("%1 of %2").arg(locale().toString(m_status.done), locale().toString(m_status.total));
    }
    if (m_status.remainingSeconds && *m_status.remainingSeconds >= 1.0) {
      parts << remainingText(*m_status.remainingSeconds, locale());
    }
    if (parts.isEmpty()) {
      parts << tr("Computing …");
    }
  } else if (figure() && !figure()->complete) {
    parts << tr("stopped");
  }
  if (m_status.stale && figure()) {
    parts << tr("of the setting before");
  }
  return parts.join(QStringLiteral(" · "));
}

QString StudyChart::message() const {
  switch (m_status.state) {
    case StudyStatus::State::Running: return tr("Computing …");
    case StudyStatus::State::Failed: return m_status.problem;
    case StudyStatus::State::Idle: break;
  }
  return m_status.onRequest ? tr("Times are measured on request: the machine should do nothing else meanwhile.")
                            : tr("Nothing computed yet.");
}

void StudyChart::refreshTexts() {
  m_evidence->setText(evidenceText());
  m_evidence->setToolTip(m_evidence->text());
  m_canvas->setMessage(message());
  QStringList lines;
  if (m_status.state == StudyStatus::State::Failed && figure()) {
    lines << m_status.problem;
  }
  if (figure()) {
    QStringList all;
    const QStringList layers = m_choices.isEmpty() ? layersOf(*figure()) : QStringList();
    for (const std::string& remark : figure()->remarks) {
      const QString subject = QString::fromStdString(remark).section(QStringLiteral(": "), 0, 0);
      const bool ofAnother = !currentLayer().isEmpty() && subject != currentLayer() && layers.contains(subject);
      if (!ofAnother) {
        all << studyRemark(remark);
      }
    }
    m_remarks->setToolTip(all.join(QLatin1Char('\n')));
    lines << all.mid(0, mostRemarks);
    if (all.size() > mostRemarks) {
      lines.last() += QStringLiteral(" …");
    }
  }
  m_remarks->setText(lines.join(QLatin1Char('\n')));
  m_remarks->setVisible(!lines.isEmpty());
  const bool running = m_status.state == StudyStatus::State::Running;
  const bool failed = m_status.state == StudyStatus::State::Failed;
  const bool stopped = figure() && !figure()->complete;
  m_action->setVisible(running || failed || m_status.onRequest || stopped);
  m_action->setText(running              ? tr("Cancel")
                    : m_status.onRequest ? (figure() ? tr("Measure again") : tr("Measure"))
                    : failed             ? tr("Try again")
                                         : tr("Continue"));
  describeForReaders();
}

void StudyChart::describeForReaders() {
  m_canvas->setAccessibleName(studyTitle(m_kind));
  QStringList parts{studyExplanation(m_kind), evidenceText()};
  if (!currentLayer().isEmpty()) {
    parts << tr("Layer %1").arg(currentLayer());
  }
  if (figure()) {
    parts << tr("%n series", nullptr, static_cast<int>(figure()->series.size()));
  }
  parts << m_remarks->text();
  parts.removeAll(QString());
  m_canvas->setAccessibleDescription(parts.join(QLatin1Char('\n')));
}

void StudyChart::retranslate() {
  m_layerLabel->setText(tr("Layer"));
  m_layers->setAccessibleName(tr("Layers shown in the chart"));
  m_abscissa->setAccessibleName(tr("What the points are drawn over"));
  refreshAbscissas();
  const int all = m_layers->findData(QString());
  if (all >= 0 && m_choices.isEmpty()) {
    m_layers->setItemText(all, tr("All layers"));
  }
  m_action->setToolTip(tr("Measure, stop or try again this study"));
  refreshTexts();
  m_canvas->update();
}

void StudyChart::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::LocaleChange) {
    retranslate();
  }
  QWidget::changeEvent(event);
}

void StudyChart::paintChart(QPainter& painter, const QRectF& area, const ChartStyle& style) const {
  if (!figure() || figure()->series.empty()) {
    painter.setFont(style.font);
    painter.setPen(style.theme.mutedText);
    painter.drawText(area, Qt::AlignCenter | Qt::TextWordWrap, tr("Nothing computed yet."));
    return;
  }
  StudyPlot(area, style,
            StudyPlot::Input{.figure = *figure(),
                             .layer = m_canvas->layer(),
                             .zoom = m_canvas->zoom(),
                             .picture = m_canvas->picture(),
                             .second = m_canvas->secondAbscissa()})
      .paint(painter);
}

const QAbstractItemModel& StudyChart::table() const {
  return *m_model;
}

QSize StudyChart::sizeHint() const {
  return {560, 300};
}

}  // namespace effortlab::widgets
