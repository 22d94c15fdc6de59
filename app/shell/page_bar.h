#pragma once

#include <QFrame>

#include <optional>

class QAction;
class QActionGroup;

namespace effortlab::app {

enum class Page { Knobs, Fovea };

/// "knobs", "fovea": as the command line calls them.
QString pageName(Page page);
std::optional<Page> pageNamed(const QString& name);

/// The slim bar on the left: one button a page, Ctrl and its number.
class PageBar : public QFrame {
  Q_OBJECT

public:
  explicit PageBar(QWidget* parent = nullptr);

  Page current() const noexcept { return m_current; }
  /// Emits nothing.
  void setCurrent(Page page);
  /// For a menu.
  QList<QAction*> actions() const;
  void retranslate();

Q_SIGNALS:
  void pageChosen(effortlab::app::Page page);

protected:
  void changeEvent(QEvent* event) override;

private:
  void add(Page page, const QKeySequence& shortcut);
  void refreshIcons();

  Page m_current = Page::Knobs;
  QActionGroup* m_group;
};

}  // namespace effortlab::app
