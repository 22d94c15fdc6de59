#include "shell/header_bar.h"

#include <QEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>

#include <cmath>

namespace effortlab::app {

namespace {

constexpr double nameScale = 1.15;

/// With a sign, and a minus as wide as a plus; no sign for what rounds to zero.
QString signedText(double points) {
  const QString size = QLocale().toString(std::abs(points), 'f', 1);
  if (std::abs(points) < 0.05)
    return size;
  return (points > 0.0 ? QStringLiteral("+") : QStringLiteral("−")) + size;
}

}  // namespace

QString percentText(double fraction, const Interval& interval) {
  const QLocale locale;
  return QStringLiteral("%1 % ± %2")
      .arg(locale.toString(100.0 * fraction, 'f', 1), locale.toString(50.0 * (interval.hi - interval.lo), 'f', 1));
}

QString dataTitle(const std::string& spec) {
  if (spec == "sample")
    return HeaderBar::tr("Built-in images");
  const std::size_t colon = spec.find(':');
  QString path = QString::fromStdString(colon == std::string::npos ? spec : spec.substr(colon + 1));
  const QString suffix = path.contains(QLatin1Char('#')) ? path.mid(path.indexOf(QLatin1Char('#'))) : QString();
  path.chop(suffix.size());
  while (path.endsWith(QLatin1Char('/')))
    path.chop(1);
  const QFileInfo file(path);
  const QString name =
      file.isFile() ? QFileInfo(file.path()).fileName() + QLatin1Char('/') + file.fileName() : file.fileName();
  return name + suffix;
}

HeaderBar::HeaderBar(QWidget* parent)
    : QFrame(parent), m_model(headerLabel(nameScale, true)), m_data(headerLabel(1.0, false)), m_tools(new QHBoxLayout) {
  auto* names = new QVBoxLayout;
  names->setSpacing(0);
  names->addWidget(m_model);
  names->addWidget(m_data);
  for (QLabel* name : {m_model, m_data})
    name->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(12, 6, 8, 6);
  row->setSpacing(20);
  row->addLayout(names, 1);
  m_accuracy = addHeaderFigure(row);
  m_dense = addHeaderFigure(row);
  m_operations = addHeaderFigure(row);
  m_tools->setSpacing(2);
  row->addLayout(m_tools);
  refresh();
}

void HeaderBar::showSummary(const std::shared_ptr<const Workspace>& workspace, const KnobsSummary& summary) {
  m_workspace = workspace;
  m_summary = summary;
  refresh();
}

QString HeaderBar::evidenceText() const {
  if (!m_workspace || !m_summary.estimate)
    return {};
  const QLocale locale;
  const effort::LiveEstimate& estimate = *m_summary.estimate;
  const QString images = (m_workspace->tuningImages ? tr("%1 of %2 tuning images") : tr("%1 of %2 images"))
                             .arg(locale.toString(static_cast<qlonglong>(estimate.images)),
                                  locale.toString(static_cast<qlonglong>(m_workspace->images.size())));
  return QStringLiteral("%1, %2").arg(images, percentText(estimate.top1, estimate.top1Interval));
}

void HeaderBar::refresh() {
  m_model->setText(m_workspace ? QString::fromStdString(m_workspace->model->manifest.name) : tr("No model yet"));
  QString images;
  if (m_workspace) {
    images = dataTitle(m_workspace->dataSpec);
    if (m_workspace->tuningImages)
      images += QStringLiteral(" · ") + tr("tuning part");
    m_model->setToolTip(QString::fromStdString(m_workspace->modelFile.string()));
    m_data->setToolTip(QString::fromStdString(m_workspace->dataSpec));
  }
  m_data->setText(images);
  refreshFigures();
}

void HeaderBar::refreshFigures() {
  const QLocale locale;
  const QString unknown = QStringLiteral("–");
  m_operations.value->setToolTip(
      tr("Dense operations divided by operations now, comparisons and averages counted: 2·MACs / (2·MACs executed + "
         "overhead). With ≈: predicted from the histograms, to be counted in a moment."));
  if (!m_summary.estimate) {
    m_accuracy.value->setText(unknown);
    m_dense.value->setText(unknown);
    m_operations.value->setText(unknown);
    m_accuracy.caption->setText(m_summary.evaluating ? tr("evaluating the first images …") : tr("top-1 accuracy"));
    m_dense.caption->setText(tr("dense"));
    m_operations.caption->setText(tr("fewer operations"));
    return;
  }
  const effort::LiveEstimate& estimate = *m_summary.estimate;
  m_accuracy.value->setText(percentText(estimate.top1, estimate.top1Interval));
  m_accuracy.value->setEnabled(m_summary.estimateIsCurrent);
  const QString evidence = evidenceText();
  m_accuracy.caption->setText(evidence.left(evidence.lastIndexOf(QLatin1String(", "))));
  m_accuracy.value->setToolTip(
      tr("Top-1 accuracy with its 95 % interval (Wilson). Agreement with the dense network: %1 %")
          .arg(locale.toString(100.0 * estimate.agreement, 'f', 1)));
  m_dense.value->setText(QStringLiteral("%1 %").arg(locale.toString(100.0 * estimate.denseTop1, 'f', 1)));
  const double points = 100.0 * estimate.difference.value;
  m_dense.caption->setText(tr("dense · %1 points").arg(signedText(points)));
  m_dense.value->setToolTip(
      tr("The network without knobs on the same images. The difference lies in %1 … %2 points (95 %, "
         "paired, Newcombe).")
          .arg(locale.toString(100.0 * estimate.difference.interval.lo, 'f', 1),
               locale.toString(100.0 * estimate.difference.interval.hi, 'f', 1)));
  const QString about = m_summary.opsAreEstimated ? QStringLiteral("≈ ") : QString();
  m_operations.value->setText(about + locale.toString(m_summary.opsRatio, 'f', 2) + QStringLiteral(" ×"));
  m_operations.caption->setText(tr("fewer operations"));
  if (estimate.counts.total().macs8 > 0)
    m_operations.value->setToolTip(
        m_operations.value->toolTip() + QStringLiteral("\n\n") +
        tr("With the gate: the 8-bit pass counts by its weight, and %1 % of the images run again exactly.")
            .arg(locale.toString(100.0 * estimate.repeated, 'f', 1)));
  setAccessibleName(tr("Results"));
  setAccessibleDescription(
      QStringLiteral("%1, %2 %3").arg(evidence, m_operations.value->text(), m_operations.caption->text()));
}

void HeaderBar::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange)
    refresh();
  QFrame::changeEvent(event);
}

}  // namespace effortlab::app
