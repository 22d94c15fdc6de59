#pragma once

#include <QDialog>

class QListWidget;
class QTextBrowser;

namespace effortlab::app {

/// The user guide: the Markdown pages that come with the program.
class GuideDialog : public QDialog {
  Q_OBJECT

public:
  explicit GuideDialog(QWidget* parent = nullptr);

private:
  void showPage(const QString& resource);

  QListWidget* m_pages;
  QTextBrowser* m_text;
};

}  // namespace effortlab::app
