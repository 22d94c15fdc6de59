#include "shell/page_bar.h"

#include "shell/icons.h"

#include <QAction>
#include <QActionGroup>
#include <QEvent>
#include <QToolButton>
#include <QVBoxLayout>

namespace effortlab::app {

namespace {

constexpr int buttonPadding = 2;
constexpr int iconSide = 22;
constexpr double textScale = 0.85;

}  // namespace

QString pageName(Page page) {
  return page == Page::Knobs ? QStringLiteral("knobs") : QStringLiteral("fovea");
}

std::optional<Page> pageNamed(const QString& name) {
  for (const Page page : {Page::Knobs, Page::Fovea})
    if (name == pageName(page))
      return page;
  return {};
}

PageBar::PageBar(QWidget* parent) : QFrame(parent), m_group(new QActionGroup(this)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(buttonPadding, 4 * buttonPadding, buttonPadding, buttonPadding);
  column->setSpacing(2 * buttonPadding);
  add(Page::Knobs, Qt::CTRL | Qt::Key_1);
  add(Page::Fovea, Qt::CTRL | Qt::Key_2);
  column->addStretch();
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
  connect(m_group, &QActionGroup::triggered, this, [this](const QAction* action) {
    m_current = static_cast<Page>(action->data().toInt());
    Q_EMIT pageChosen(m_current);
  });
  setCurrent(m_current);
  retranslate();
}

void PageBar::add(Page page, const QKeySequence& shortcut) {
  auto* action = new QAction(m_group);
  action->setCheckable(true);
  action->setShortcut(shortcut);
  action->setData(static_cast<int>(page));
  auto* button = new QToolButton;
  button->setDefaultAction(action);
  button->setAutoRaise(true);
  button->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
  button->setIconSize({iconSide, iconSide});
  QFont small = button->font();
  small.setPointSizeF(small.pointSizeF() * textScale);
  button->setFont(small);
  button->setFocusPolicy(Qt::TabFocus);
  button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  layout()->addWidget(button);
}

void PageBar::setCurrent(Page page) {
  m_current = page;
  m_group->actions().at(static_cast<qsizetype>(page))->setChecked(true);
}

QList<QAction*> PageBar::actions() const {
  return m_group->actions();
}

void PageBar::retranslate() {
  const QList<QAction*> pages = m_group->actions();
  const QStringList names{tr("Knobs"), tr("Fovea")};
  const QStringList tips{tr("Effort knobs of a network, live"), tr("Detection in a video that looks where it pays")};
  for (qsizetype i = 0; i < pages.size(); ++i) {
    pages[i]->setText(names[i]);
    pages[i]->setToolTip(
        QStringLiteral("%1 (%2)").arg(tips[i], pages[i]->shortcut().toString(QKeySequence::NativeText)));
  }
  setAccessibleName(tr("Pages"));
  refreshIcons();
}

void PageBar::refreshIcons() {
  for (QAction* action : m_group->actions())
    action->setIcon(themedIcon(pageName(static_cast<Page>(action->data().toInt())), palette()));
}

void PageBar::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange)
    refreshIcons();
  QFrame::changeEvent(event);
}

}  // namespace effortlab::app
