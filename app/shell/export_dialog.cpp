#include "shell/export_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QTimer>

namespace effortlab::app {

namespace {

constexpr int previewDpi = 96;
constexpr int previewDelayMs = 120;
constexpr QSize smallestPreview{420, 280};
constexpr double smallestMm = 30.0;
constexpr double largestMm = 500.0;

}  // namespace

ExportDialog::ExportDialog(std::vector<Choice> choices, const QString& provenance, const QString& folder,
                           QWidget* parent)
    : QDialog(parent),
      m_choices(std::move(choices)),
      m_provenance(provenance),
      m_folder(folder),
      m_chart(new QComboBox),
      m_font(new QDoubleSpinBox),
      m_dpi(new QSpinBox),
      m_withProvenance(new QCheckBox(tr("&Provenance line"))),
      m_preview(new QLabel),
      m_problem(new QLabel),
      m_refresh(new QTimer(this)) {
  setWindowTitle(tr("Export Chart"));
  const widgets::ExportOptions defaults;
  m_width = addMillimetres(defaults.sizeMm.width());
  m_height = addMillimetres(defaults.sizeMm.height());
  buildForm();
  m_refresh->setSingleShot(true);
  m_refresh->setInterval(previewDelayMs);
  connect(m_refresh, &QTimer::timeout, this, &ExportDialog::refreshPreview);
  const auto later = [this] { m_refresh->start(); };
  connect(m_chart, &QComboBox::currentIndexChanged, this, later);
  connect(m_font, &QDoubleSpinBox::valueChanged, this, later);
  connect(m_withProvenance, &QCheckBox::toggled, this, later);
  later();
}

QDoubleSpinBox* ExportDialog::addMillimetres(double value) {
  auto* box = new QDoubleSpinBox;
  box->setRange(smallestMm, largestMm);
  box->setDecimals(0);
  box->setSingleStep(5.0);
  box->setSuffix(QStringLiteral(" mm"));
  box->setValue(value);
  connect(box, &QDoubleSpinBox::valueChanged, this, [this] { m_refresh->start(); });
  return box;
}

void ExportDialog::buildForm() {
  const widgets::ExportOptions defaults;
  for (const Choice& choice : m_choices)
    m_chart->addItem(choice.title);
  m_font->setRange(4.0, 24.0);
  m_font->setDecimals(1);
  m_font->setSuffix(QStringLiteral(" pt"));
  m_font->setValue(defaults.fontPt);
  m_dpi->setRange(72, 1200);
  m_dpi->setSuffix(QStringLiteral(" dpi"));
  m_dpi->setValue(defaults.dpi);
  m_withProvenance->setChecked(true);
  m_withProvenance->setToolTip(m_provenance);
  m_preview->setMinimumSize(smallestPreview);
  m_preview->setAlignment(Qt::AlignCenter);
  m_preview->setFrameShape(QFrame::StyledPanel);
  m_preview->setAccessibleName(tr("Preview"));
  m_problem->setWordWrap(true);
  m_problem->hide();

  auto* form = new QFormLayout;
  form->addRow(tr("&Chart"), m_chart);
  form->addRow(tr("&Width"), m_width);
  form->addRow(tr("&Height"), m_height);
  form->addRow(tr("&Font size"), m_font);
  form->addRow(tr("&Resolution of PNG"), m_dpi);
  form->addRow(QString(), m_withProvenance);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
  QPushButton* save = buttons->addButton(tr("&Export …"), QDialogButtonBox::AcceptRole);
  connect(save, &QPushButton::clicked, this, &ExportDialog::chooseFile);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* upper = new QHBoxLayout;
  upper->addLayout(form);
  upper->addWidget(m_preview, 1);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(upper, 1);
  layout->addWidget(m_problem);
  layout->addWidget(buttons);
  save->setDefault(true);  // before it is in the dialog, the dialog would not know
  m_chart->setFocus();
}

const ExportDialog::Choice& ExportDialog::choice() const {
  return m_choices[static_cast<std::size_t>(m_chart->currentIndex())];
}

widgets::ExportOptions ExportDialog::options() const {
  widgets::ExportOptions options;
  options.sizeMm = {m_width->value(), m_height->value()};
  options.dpi = m_dpi->value();
  options.fontPt = m_font->value();
  options.title = choice().title;
  if (m_withProvenance->isChecked())
    options.provenance = m_provenance;
  return options;
}

void ExportDialog::refreshPreview() {
  widgets::ExportOptions shown = options();
  shown.dpi = static_cast<int>(previewDpi * devicePixelRatioF());
  QImage image = widgets::renderChart(*choice().chart, shown);
  const QSize room = m_preview->contentsRect().size() * devicePixelRatioF();
  if (image.width() > room.width() || image.height() > room.height())
    image = image.scaled(room, Qt::KeepAspectRatio, Qt::SmoothTransformation);
  image.setDevicePixelRatio(devicePixelRatioF());
  m_preview->setPixmap(QPixmap::fromImage(image));
}

void ExportDialog::resizeEvent(QResizeEvent* event) {
  QDialog::resizeEvent(event);
  m_refresh->start();
}

void ExportDialog::chooseFile() {
  const QString file = QFileDialog::getSaveFileName(
      this, tr("Export Chart"), m_folder + QLatin1Char('/') + choice().fileName + QStringLiteral(".svg"),
      tr("Figures and tables (*.svg *.pdf *.png *.csv)"));
  if (file.isEmpty())
    return;
  const std::optional<widgets::ExportFormat> format = widgets::exportFormatOf(file);
  QString problem;
  if (!format)
    problem = tr("Give the file a name that ends in .svg, .pdf, .png or .csv.");
  else
    problem = widgets::exportChart(*choice().chart, file, *format, options());
  m_problem->setText(problem);
  m_problem->setVisible(!problem.isEmpty());
  if (problem.isEmpty()) {
    m_file = file;
    accept();
  }
}

}  // namespace effortlab::app
