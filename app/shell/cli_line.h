#pragma once

#include "model/manifest.h"

#include <QWidget>

#include <filesystem>
#include <optional>
#include <string>

class QLabel;
class QLineEdit;
class QToolButton;

namespace effortlab::app {

/// What is on screen, for the command line.
struct CliCall {
  std::filesystem::path model;
  std::optional<model::Manifest> description = {};  ///< of a bare graph: becomes flags
  std::string data;
  bool hasKnobs = false;
  bool calibrates = false;               ///< a gate, on data that have no tuning part of their own
  bool knobsSaved = false;               ///< `knobsFile` holds exactly the present knobs
  std::filesystem::path knobsFile = {};  ///< where they are, or would be saved
  std::size_t images = 0;
};

/// A path as a word of a POSIX shell, a built-in model by its name.
QString modelWord(const std::filesystem::path& model);
/// One word of a POSIX shell.
QString shellWord(const std::string& text);
/// "effortlab-cli COMMAND MODEL DATA" and what a bare graph does not say, quoted for a POSIX shell.
QString cliHead(const QString& command, const CliCall& call);
/// "effortlab-cli evaluate MODEL DATA --knobs F --limit N", quoted for a POSIX shell.
QString cliText(const CliCall& call);

/// The matching command line, with a button that copies it. Unsaved knobs are to be saved first: the button says so.
class CliLine : public QWidget {
  Q_OBJECT

public:
  explicit CliLine(QWidget* parent = nullptr);

  void setCall(const CliCall& call);
  /// Another page's, as it stands.
  void setText(const QString& text);
  /// Fewer than the line takes: what fits into memory, told in the tooltip. 0: all of them.
  void setHeldImages(qint64 images);
  QString text() const;
  /// Onto the clipboard, as it is now.
  void copy();

Q_SIGNALS:
  /// The user wants the line, but its knobs file has to be saved first.
  void saveRequested();

protected:
  void changeEvent(QEvent* event) override;

private:
  void showText(const QString& text);
  void retranslate();

  bool m_needsSave = false;
  qint64 m_heldImages = 0;
  QLabel* m_label;
  QLineEdit* m_line;
  QToolButton* m_button;
};

}  // namespace effortlab::app
