#include "shell/message_bar.h"

#include "shell/icons.h"

#include <QAccessible>
#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace effortlab::app {

namespace {

constexpr int darkBelow = 128;

constexpr int stripeWidth = 4;
constexpr double tintOnDark = 0.28;
constexpr double tintOnLight = 0.14;

QColor mix(const QColor& one, const QColor& other, double share) {
  const auto blend = [share](int a, int b) { return static_cast<int>(a * (1.0 - share) + b * share); };
  return {blend(one.red(), other.red()), blend(one.green(), other.green()), blend(one.blue(), other.blue())};
}

}  // namespace

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent), m_text(new QLabel), m_details(new QLabel), m_close(new QToolButton) {
  setFocusPolicy(Qt::NoFocus);
  for (QLabel* label : {m_text, m_details}) {
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  }
  QFont bold = m_text->font();
  bold.setBold(true);
  m_text->setFont(bold);
  m_close->setAutoRaise(true);
  connect(m_close, &QToolButton::clicked, this, &MessageBar::dismiss);

  auto* texts = new QVBoxLayout;
  texts->setSpacing(2);
  texts->addWidget(m_text);
  texts->addWidget(m_details);
  m_buttons = new QHBoxLayout;
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(12, 6, 6, 6);
  layout->addLayout(texts, 1);
  layout->addLayout(m_buttons);
  layout->addWidget(m_close, 0, Qt::AlignTop);
  retranslate();
  hide();
}

void MessageBar::showMessage(Kind kind, const QString& text, const QString& details, const QList<QAction*>& actions) {
  m_kind = kind;
  m_text->setText(text);
  m_details->setText(details);
  m_details->setVisible(!details.isEmpty());
  while (QLayoutItem* item = m_buttons->takeAt(0)) {
    item->widget()->deleteLater();
    delete item;
  }
  for (QAction* action : actions) {
    auto* button = new QPushButton(action->text());
    button->setEnabled(action->isEnabled());
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    m_buttons->addWidget(button, 0, Qt::AlignVCenter);
  }
  update();
  setAccessibleName(details.isEmpty() ? text : text + QStringLiteral(". ") + details);
  show();
  QAccessibleEvent alert(this, QAccessible::Alert);
  QAccessible::updateAccessibility(&alert);
}

void MessageBar::dismiss() {
  if (isHidden())
    return;
  hide();
  Q_EMIT dismissed();
}

QString MessageBar::text() const {
  return m_text->text();
}
QString MessageBar::details() const {
  return m_details->text();
}

void MessageBar::paintEvent(QPaintEvent*) {
  const QColor window = palette().color(QPalette::Window);
  const QColor accent = m_kind == Kind::Error ? QColor(0xd5, 0x5e, 0x00) : QColor(0x00, 0x72, 0xb2);
  QPainter painter(this);
  painter.fillRect(rect(), mix(window, accent, window.lightness() < darkBelow ? tintOnDark : tintOnLight));
  painter.fillRect(QRect(0, 0, stripeWidth, height()), accent);
}

void MessageBar::retranslate() {
  m_close->setIcon(themedIcon(QStringLiteral("close"), palette()));
  m_close->setToolTip(tr("Dismiss this message (Esc)"));
  m_close->setAccessibleName(tr("Dismiss this message"));
}

void MessageBar::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange)
    m_close->setIcon(themedIcon(QStringLiteral("close"), palette()));
  if (event->type() == QEvent::LanguageChange)
    retranslate();
  QFrame::changeEvent(event);
}

void MessageBar::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape)
    dismiss();
  else
    QFrame::keyPressEvent(event);
}

}  // namespace effortlab::app
