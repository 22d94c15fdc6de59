#include "shell/open_model_dialog.h"

#include "model/manifest_writer.h"
#include "panels/input_form.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace effortlab::app {

namespace {

constexpr int previewSide = 280;
constexpr int formWidth = 420;

QString shownPath(const std::filesystem::path& path) {
  return QString::fromStdString(path.string());
}

}  // namespace

OpenModelDialog::OpenModelDialog(const model::BareGraph& graph, std::shared_ptr<const data::LabelledSet> images,
                                 QWidget* parent)
    : QDialog(parent),
      m_graph(graph),
      m_images(std::move(images)),
      m_name(new QLineEdit(QString::fromStdString(graph.manifest.name))),
      m_form(new widgets::InputForm),
      m_preview(new QLabel),
      m_facts(new QLabel),
      m_problem(new QLabel),
      m_save(new QCheckBox) {
  m_save->setObjectName(QStringLiteral("save"));
  setWindowTitle(tr("Open %1").arg(shownPath(graph.manifest.graphFile.filename())));
  m_weights = fileRow(tr("Weights"), tr("Weights (*.caffemodel *.weights)"));
  m_labels = fileRow(tr("Class names"), tr("Text files (*.txt *.names)"));
  m_weights.line->setText(shownPath(graph.manifest.weightsFile));
  m_labels.line->setPlaceholderText(tr("optional, one a line"));
  m_form->setInput(graph.manifest.input, graph.channels);
  buildForm();
  connect(m_form, &widgets::InputForm::edited, this, &OpenModelDialog::refresh);
  connect(m_weights.line, &QLineEdit::textChanged, this, &OpenModelDialog::refresh);
  connect(m_labels.line, &QLineEdit::textChanged, this, &OpenModelDialog::refresh);
  connect(&m_job, &JobBase::finished, this, &OpenModelDialog::showPreview);
  refresh();
}

OpenModelDialog::FileRow OpenModelDialog::fileRow(const QString& title, const QString& filter) {
  FileRow row{new QLineEdit, new QToolButton, new QWidget};
  row.choose->setText(tr("Choose …"));
  row.line->setAccessibleName(title);
  row.choose->setAccessibleName(tr("Choose: %1").arg(title));
  auto* layout = new QHBoxLayout(row.widget);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(row.line, 1);
  layout->addWidget(row.choose);
  row.widget->setFocusProxy(row.line);
  connect(row.choose, &QToolButton::clicked, this, [this, title, filter, line = row.line] {
    const QString folder = shownPath(m_graph.manifest.graphFile.parent_path());
    const QString file = QFileDialog::getOpenFileName(this, title, line->text().isEmpty() ? folder : line->text(),
                                                      filter + QStringLiteral(";;") + tr("All files (*)"));
    if (!file.isEmpty())
      line->setText(file);
  });
  return row;
}

void OpenModelDialog::buildForm() {
  auto* files = new QFormLayout;
  files->addRow(tr("&Name"), m_name);
  if (m_graph.needsWeights)
    files->addRow(tr("Wei&ghts"), m_weights.widget);
  else
    m_weights.widget->setParent(this), m_weights.widget->hide();
  files->addRow(tr("Class &names"), m_labels.widget);

  auto* intro = new QLabel(m_graph.openSize ? tr("The file says neither how pixels become input nor how large the "
                                                 "input is. Check this guess:")
                                            : tr("The file does not say how pixels become input. Check this guess:"));
  intro->setWordWrap(true);
  auto* left = new QVBoxLayout;
  left->addLayout(files);
  left->addSpacing(8);
  left->addWidget(intro);
  left->addWidget(m_form);
  left->addStretch(1);
  auto* columns = new QHBoxLayout;
  columns->addLayout(left, 1);
  columns->addSpacing(12);
  columns->addWidget(buildPreview());

  m_save->setText(tr("Save this as %1, so that it need not be asked again")
                      .arg(shownPath(model::manifestBeside(m_graph.manifest.graphFile).filename())));
  m_problem->setWordWrap(true);
  m_problem->hide();
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Open | QDialogButtonBox::Cancel);
  m_open = buttons->button(QDialogButtonBox::Open);
  m_open->setDefault(true);
  connect(buttons, &QDialogButtonBox::accepted, this, &OpenModelDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(columns, 1);
  layout->addWidget(m_problem);
  layout->addWidget(m_save);
  layout->addWidget(buttons);
  m_form->setMinimumWidth(formWidth);
}

QWidget* OpenModelDialog::buildPreview() {
  auto* panel = new QWidget;
  m_preview->setFixedSize(previewSide, previewSide);
  m_preview->setAlignment(Qt::AlignCenter);
  m_preview->setFrameShape(QFrame::StyledPanel);
  m_preview->setWordWrap(true);
  m_preview->setAccessibleName(tr("One image as the network will see it"));
  m_facts->setWordWrap(true);
  m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_facts->setFixedWidth(previewSide);
  auto* previous = new QToolButton;
  auto* next = new QToolButton;
  previous->setArrowType(Qt::LeftArrow);
  next->setArrowType(Qt::RightArrow);
  previous->setAccessibleName(tr("Previous image"));
  next->setAccessibleName(tr("Next image"));
  previous->setToolTip(previous->accessibleName());
  next->setToolTip(next->accessibleName());
  connect(previous, &QToolButton::clicked, this, [this] { stepImage(-1); });
  connect(next, &QToolButton::clicked, this, [this] { stepImage(1); });
  const bool many = m_images && m_images->size() > 1;
  previous->setVisible(many);
  next->setVisible(many);
  auto* title = new QHBoxLayout;
  title->addWidget(new QLabel(tr("As the network will see it")), 1);
  title->addWidget(previous);
  title->addWidget(next);
  auto* layout = new QVBoxLayout(panel);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addLayout(title);
  layout->addWidget(m_preview);
  layout->addWidget(m_facts);
  layout->addStretch(1);
  return panel;
}

void OpenModelDialog::stepImage(int by) {
  const std::int64_t count = m_images->size();
  m_image = (m_image + by + count) % count;
  refresh();
}

void OpenModelDialog::refresh() {
  showProblem(findProblem());
  if (!m_images || m_images->size() == 0) {
    m_preview->setText(tr("Open images to see one here"));
    return;
  }
  m_job.start([images = m_images, index = m_image, input = m_form->input()](const auto&) {
    return previewInput(*images, index, input);
  });
}

void OpenModelDialog::showPreview(JobStatus status) {
  const std::optional<InputPreview> shown = m_job.takeResult();
  if (status == JobStatus::Failed || !shown) {
    m_preview->setPixmap({});
    m_preview->setText(m_job.failure().text);
    m_facts->clear();
    return;
  }
  const qreal ratio = devicePixelRatioF();
  const int side = static_cast<int>((previewSide - 2) * ratio);
  QImage image = shown->image.scaled(side, side, Qt::KeepAspectRatio,
                                     shown->image.width() < side ? Qt::FastTransformation : Qt::SmoothTransformation);
  image.setDevicePixelRatio(ratio);
  m_preview->setPixmap(QPixmap::fromImage(image));
  const QLocale locale;
  m_facts->setText(tr("%1\n%2 × %3 × %4, values from %5 to %6")
                       .arg(shown->name)
                       .arg(m_graph.channels)
                       .arg(shown->image.height())
                       .arg(shown->image.width())
                       .arg(locale.toString(static_cast<double>(shown->lowest), 'g', 4),
                            locale.toString(static_cast<double>(shown->highest), 'g', 4)));
}

QString OpenModelDialog::findProblem() const {
  if (m_graph.needsWeights && !QFileInfo(m_weights.line->text()).isFile())
    return m_weights.line->text().isEmpty() ? tr("Choose the file with the network's weights.")
                                            : tr("There is no file %1.").arg(m_weights.line->text());
  if (!m_labels.line->text().isEmpty() && !QFileInfo(m_labels.line->text()).isFile())
    return tr("There is no file %1.").arg(m_labels.line->text());
  return m_form->problem();
}

void OpenModelDialog::showProblem(const QString& text) {
  m_problem->setText(text);
  m_problem->setVisible(!text.isEmpty());
  m_open->setEnabled(text.isEmpty());
}

model::Manifest OpenModelDialog::manifest() const {
  model::Manifest manifest = m_graph.manifest;
  manifest.name = m_name->text().trimmed().isEmpty() ? m_graph.manifest.name : m_name->text().trimmed().toStdString();
  manifest.input = m_form->input();
  manifest.weightsFile = m_graph.needsWeights ? m_weights.line->text().toStdString() : std::string();
  manifest.labelsFile = m_labels.line->text().toStdString();
  return manifest;
}

void OpenModelDialog::accept() {
  if (m_save->isChecked()) {
    const std::filesystem::path file = model::manifestBeside(m_graph.manifest.graphFile);
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored) &&
        QMessageBox::question(this, windowTitle(), tr("%1 exists. Replace it?").arg(shownPath(file))) !=
            QMessageBox::Yes)
      return;
    try {
      model::writeManifest(manifest(), file);
    } catch (const Error& error) {
      showProblem(QString::fromUtf8(error.what()));
      m_open->setEnabled(true);
      return;
    }
    m_saved = file;
  }
  QDialog::accept();
}

}  // namespace effortlab::app
