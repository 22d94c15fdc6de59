#include "shell/status_strip.h"

#include "models/remaining_text.h"

#include "shell/icons.h"

#include <QEvent>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QToolButton>

namespace effortlab::app {

namespace {

constexpr int progressWidth = 160;

}  // namespace

StatusStrip::StatusStrip(QWidget* parent)
    : QStatusBar(parent),
      m_state(new QLabel),
      m_limit(new QLabel),
      m_progress(new QProgressBar),
      m_cancel(new QToolButton),
      m_resume(new QToolButton) {
  m_state->setContentsMargins(8, 0, 0, 0);
  m_progress->setFixedWidth(progressWidth);
  m_progress->setTextVisible(false);
  m_limit->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  for (QToolButton* button : {m_cancel, m_resume}) {
    button->setAutoRaise(true);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  }
  connect(m_cancel, &QToolButton::clicked, this, &StatusStrip::cancelRequested);
  connect(m_resume, &QToolButton::clicked, this, &StatusStrip::resumeRequested);
  addWidget(m_state);
  addWidget(m_limit, 1);
  addPermanentWidget(m_progress);
  addPermanentWidget(m_resume);
  addPermanentWidget(m_cancel);
  refresh();
}

void StatusStrip::showSummary(const KnobsSummary& summary, bool usable) {
  m_summary = summary;
  m_usable = usable;
  refresh();
}

void StatusStrip::showLoading(const QString& what) {
  m_loading = what;
  refresh();
}

void StatusStrip::endLoading() {
  m_loading.clear();
  refresh();
}

void StatusStrip::showPage(const std::optional<PageState>& state) {
  m_page = state;
  refresh();
}

QString StatusStrip::stateText() const {
  const QLocale locale;
  if (m_page)
    return m_page->text;
  if (!m_loading.isEmpty())
    return tr("Reading %1 …").arg(m_loading);
  if (!m_usable)
    return tr("Nothing to evaluate");
  if (m_summary.evaluating) {
    if (m_summary.total <= 0 || m_summary.done <= 0)
      return tr("Evaluating …");
    QString text =
        tr("Evaluating: %1 of %2 images").arg(locale.toString(m_summary.done), locale.toString(m_summary.total));
    if (m_summary.remainingSeconds)
      text += QStringLiteral(" · ") + widgets::remainingText(*m_summary.remainingSeconds, locale);
    return text;
  }
  return m_summary.cancelled ? tr("Stopped; the figures rest on the images so far") : tr("Ready");
}

void StatusStrip::refresh() {
  const bool loading = !m_page && !m_loading.isEmpty();
  const bool busy = m_page ? m_page->busy : loading || (m_usable && m_summary.evaluating);
  const qint64 total = m_page ? m_page->total : m_summary.total;
  const qint64 done = m_page ? m_page->done : m_summary.done;
  m_state->setText(stateText());
  m_progress->setVisible(busy);
  const bool counted = !loading && total > 0 && done > 0;
  m_progress->setRange(0, counted ? static_cast<int>(total) : 0);
  m_progress->setValue(counted ? static_cast<int>(done) : 0);
  m_progress->setAccessibleName(tr("Progress"));
  m_cancel->setVisible(busy);
  m_cancel->setText(tr("Cancel"));
  m_cancel->setToolTip(tr("Stop what is running and keep the figures so far"));
  m_cancel->setIcon(themedIcon(QStringLiteral("close"), palette()));
  m_resume->setVisible(!m_page && !busy && m_usable && m_summary.cancelled);
  m_resume->setText(tr("Continue"));
  m_resume->setToolTip(tr("Evaluate the present knobs to the end"));
  const bool limited = !m_page && m_usable && !m_summary.limits.reason.empty();
  m_limit->setVisible(limited);
  if (limited) {
    m_limit->setText(QStringLiteral("· ") +
                     tr("%1 images drawn at random: more do not fit into the memory set aside")
                         .arg(QLocale().toString(static_cast<qlonglong>(m_summary.limits.usableImages))));
    m_limit->setToolTip(QString::fromStdString(m_summary.limits.reason));
  }
}

void StatusStrip::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange)
    refresh();
  QStatusBar::changeEvent(event);
}

}  // namespace effortlab::app
