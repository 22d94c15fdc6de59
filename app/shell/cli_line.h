#pragma once

#include <QWidget>

#include <filesystem>
#include <string>

class QLabel;
class QLineEdit;
class QToolButton;

namespace effortlab::app {

/// What is on screen, for the command line.
struct CliCall {
  std::filesystem::path model;
  std::string data;
  bool hasKnobs = false;
  bool knobsSaved = false;               ///< `knobsFile` holds exactly the present knobs
  std::filesystem::path knobsFile = {};  ///< where they are, or would be saved
  std::size_t images = 0;
};

/// "effortlab-cli evaluate MODEL DATA --knobs F --limit N", quoted for a POSIX shell.
QString cliText(const CliCall& call);

/// The matching command line, with a button that copies it. Unsaved knobs are to be saved first: the button says so.
class CliLine : public QWidget {
  Q_OBJECT

public:
  explicit CliLine(QWidget* parent = nullptr);

  void setCall(const CliCall& call);
  QString text() const;
  /// Onto the clipboard, as it is now.
  void copy();

Q_SIGNALS:
  /// The user wants the line, but its knobs file has to be saved first.
  void saveRequested();

protected:
  void changeEvent(QEvent* event) override;

private:
  void retranslate();

  bool m_needsSave = false;
  QLabel* m_label;
  QLineEdit* m_line;
  QToolButton* m_button;
};

}  // namespace effortlab::app
