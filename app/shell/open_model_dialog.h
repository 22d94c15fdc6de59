#pragma once

#include "jobs/input_preview.h"
#include "jobs/job.h"
#include "model/bare_graph.h"

#include <QDialog>

#include <filesystem>
#include <memory>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace effortlab::widgets {
class InputForm;
}

namespace effortlab::app {

/// Asks for what a graph file without manifest does not say, with one image shown as the network will see it.
class OpenModelDialog : public QDialog {
  Q_OBJECT

public:
  /// `images` may be null: then there is no preview.
  OpenModelDialog(const model::BareGraph& graph, std::shared_ptr<const data::LabelledSet> images,
                  QWidget* parent = nullptr);

  /// The guess with what the user changed.
  model::Manifest manifest() const;
  /// After accept(): the manifest file written; empty where the user wants none.
  const std::filesystem::path& savedManifest() const noexcept { return m_saved; }

  widgets::InputForm* form() const noexcept { return m_form; }
  QLabel* preview() const noexcept { return m_preview; }
  QLabel* problem() const noexcept { return m_problem; }

public Q_SLOTS:
  void accept() override;

private:
  struct FileRow {
    QLineEdit* line = nullptr;
    QToolButton* choose = nullptr;
    QWidget* widget = nullptr;
  };
  FileRow fileRow(const QString& title, const QString& filter);
  void buildForm();
  QWidget* buildPreview();
  void refresh();
  void showPreview(JobStatus status);
  void stepImage(int by);
  QString findProblem() const;
  void showProblem(const QString& text);

  model::BareGraph m_graph;
  std::shared_ptr<const data::LabelledSet> m_images;
  std::int64_t m_image = 0;
  std::filesystem::path m_saved;
  QLineEdit* m_name;
  FileRow m_weights;
  FileRow m_labels;
  widgets::InputForm* m_form;
  QLabel* m_preview;
  QLabel* m_facts;
  QLabel* m_problem;
  QCheckBox* m_save;
  QPushButton* m_open = nullptr;
  Job<InputPreview> m_job;
};

}  // namespace effortlab::app
