#pragma once

#include <QFrame>

class QAction;
class QHBoxLayout;
class QLabel;
class QToolButton;

namespace effortlab::app {

/// A line above the page that says what went wrong and what to do. It stays until it is dismissed or no longer true.
class MessageBar : public QFrame {
  Q_OBJECT

public:
  enum class Kind { Error, Note };

  explicit MessageBar(QWidget* parent = nullptr);

  /// `details` may be long and in English: it is shown smaller, selectable. `actions` become buttons.
  void showMessage(Kind kind, const QString& text, const QString& details, const QList<QAction*>& actions = {});
  void dismiss();
  QString text() const;
  QString details() const;

Q_SIGNALS:
  void dismissed();

protected:
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

private:
  void retranslate();

  Kind m_kind = Kind::Note;
  QLabel* m_text;
  QLabel* m_details;
  QHBoxLayout* m_buttons;
  QToolButton* m_close;
};

}  // namespace effortlab::app
