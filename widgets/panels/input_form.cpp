#include "panels/input_form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSpinBox>

#include <array>
#include <cmath>

namespace effortlab::widgets {

namespace {

using model::ChannelOrder;
using model::ResizeMode;

constexpr int largestSide = 16384;
constexpr int defaultShortSide = 256;

/// What networks of one origin usually take.
struct InputCustom {
  const char* name;
  ChannelOrder channels;
  std::array<float, 3> mean;
  float scale;
};

constexpr std::array<InputCustom, 4> inputCustoms{{
    {QT_TRANSLATE_NOOP("effortlab::widgets::InputForm", "Caffe, ImageNet: BGR, means 104 117 123"),
     ChannelOrder::Bgr,
     {104.0F, 117.0F, 123.0F},
     1.0F},
    {QT_TRANSLATE_NOOP("effortlab::widgets::InputForm", "PyTorch, ImageNet: RGB, means 123.7 116.3 103.5, / 57.4"),
     ChannelOrder::Rgb,
     {123.675F, 116.28F, 103.53F},
     1.0F / 57.375F},
    {QT_TRANSLATE_NOOP("effortlab::widgets::InputForm", "Darknet and many others: RGB, pixels / 255"),
     ChannelOrder::Rgb,
     {0.0F, 0.0F, 0.0F},
     1.0F / 255.0F},
    {QT_TRANSLATE_NOOP("effortlab::widgets::InputForm", "Pixels from -1 to 1: RGB, mean 127.5, / 127.5"),
     ChannelOrder::Rgb,
     {127.5F, 127.5F, 127.5F},
     1.0F / 127.5F},
}};

QString shortNumber(float value) {
  return QString::number(static_cast<double>(value), 'g', 7);
}

}  // namespace

InputForm::InputForm(QWidget* parent)
    : QWidget(parent),
      m_rows(new QFormLayout(this)),
      m_customs(new QComboBox),
      m_width(new QSpinBox),
      m_height(new QSpinBox),
      m_channels(new QComboBox),
      m_resize(new QComboBox),
      m_shortSide(new QSpinBox),
      m_crop(new QCheckBox),
      m_mean(new QLineEdit),
      m_scale(new QLineEdit) {
  buildRows();
  fillChoices();
  connect(m_customs, &QComboBox::activated, this, &InputForm::applyCustom);
  for (QSpinBox* box : {m_width, m_height, m_shortSide})
    connect(box, &QSpinBox::valueChanged, this, &InputForm::edited);
  for (QLineEdit* line : {m_mean, m_scale})
    connect(line, &QLineEdit::textChanged, this, &InputForm::edited);
  connect(m_channels, &QComboBox::currentIndexChanged, this, &InputForm::edited);
  connect(m_resize, &QComboBox::currentIndexChanged, this, [this] {
    updateEnabled();
    Q_EMIT edited();
  });
  connect(m_crop, &QCheckBox::toggled, this, &InputForm::edited);
}

void InputForm::buildRows() {
  m_rows->setContentsMargins(0, 0, 0, 0);
  for (QSpinBox* box : {m_width, m_height, m_shortSide})
    box->setRange(1, largestSide);
  m_shortSide->setValue(defaultShortSide);
  const auto pair = [](QWidget* left, QWidget* right) {
    auto* row = new QHBoxLayout;
    row->addWidget(left, 1);
    row->addWidget(right, 1);
    return row;
  };
  m_rows->addRow(new QLabel, m_customs);
  m_rows->addRow(new QLabel, pair(m_width, m_height));
  m_rows->addRow(new QLabel, m_channels);
  m_rows->addRow(new QLabel, pair(m_resize, m_shortSide));
  m_rows->addRow(QString(), m_crop);
  m_rows->addRow(new QLabel, m_mean);
  m_rows->addRow(new QLabel, m_scale);
  const std::array<QWidget*, 6> buddies{m_customs, m_width, m_channels, m_resize, m_mean, m_scale};
  std::size_t next = 0;
  for (int row = 0; row < m_rows->rowCount(); ++row)
    if (QLayoutItem* item = m_rows->itemAt(row, QFormLayout::LabelRole))
      if (auto* label = qobject_cast<QLabel*>(item->widget()); label != nullptr && next < buddies.size())
        label->setBuddy(buddies[next++]);
}

void InputForm::fillChoices() {
  const auto refill = [](QComboBox* box, const std::vector<std::pair<QString, int>>& entries) {
    const QSignalBlocker blocker(box);
    const QVariant current = box->currentData();
    box->clear();
    for (const auto& [text, value] : entries)
      box->addItem(text, value);
    box->setCurrentIndex(std::max(0, box->findData(current)));
  };
  if (m_networkChannels == 1)
    refill(m_channels, {{tr("Grey"), static_cast<int>(ChannelOrder::Gray)}});
  else
    refill(m_channels, {{tr("Blue, green, red (BGR)"), static_cast<int>(ChannelOrder::Bgr)},
                        {tr("Red, green, blue (RGB)"), static_cast<int>(ChannelOrder::Rgb)}});
  refill(m_resize, {{tr("Keep the size"), static_cast<int>(ResizeMode::None)},
                    {tr("Stretch to the input"), static_cast<int>(ResizeMode::Stretch)},
                    {tr("Short side to"), static_cast<int>(ResizeMode::ShortSide)}});
  std::vector<std::pair<QString, int>> customs{{tr("Choose what such networks usually take …"), -1}};
  for (std::size_t i = 0; i < inputCustoms.size(); ++i)
    customs.emplace_back(tr(inputCustoms[i].name), static_cast<int>(i));
  refill(m_customs, customs);
  retranslate();
}

void InputForm::retranslate() {
  const std::array<QString, 7> labels{
      tr("&Usual settings"), tr("&Width and height"), tr("&Channels"), tr("&Resize"), QString(), tr("&Mean"),
      tr("&Scale")};
  for (int row = 0; row < m_rows->rowCount() && row < static_cast<int>(labels.size()); ++row)
    if (QLayoutItem* item = m_rows->itemAt(row, QFormLayout::LabelRole))
      if (auto* label = qobject_cast<QLabel*>(item->widget()))
        label->setText(labels[static_cast<std::size_t>(row)]);
  m_crop->setText(tr("Cut out the c&entre"));
  m_width->setSuffix(tr(" px"));
  m_height->setSuffix(tr(" px"));
  m_shortSide->setSuffix(tr(" px"));
  m_width->setAccessibleName(tr("Width"));
  m_height->setAccessibleName(tr("Height"));
  m_shortSide->setAccessibleName(tr("Short side"));
  m_mean->setToolTip(
      tr("Subtracted from the pixels 0..255: one number for each channel in the order above, or one for "
         "all"));
  m_scale->setToolTip(tr("Input value = (pixel - mean) × scale; 0.00392157 is 1/255"));
}

void InputForm::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange)
    fillChoices();
  QWidget::changeEvent(event);
}

void InputForm::setInput(const model::InputSpec& input, std::int64_t channels) {
  const QSignalBlocker blocker(this);
  m_last = input;
  m_networkChannels = channels;
  fillChoices();
  m_customs->setEnabled(channels == static_cast<std::int64_t>(inputCustoms.front().mean.size()));
  m_width->setValue(static_cast<int>(input.width));
  m_height->setValue(static_cast<int>(input.height));
  m_channels->setCurrentIndex(std::max(0, m_channels->findData(static_cast<int>(input.channels))));
  m_resize->setCurrentIndex(m_resize->findData(static_cast<int>(input.resize)));
  if (input.shortSide > 0)
    m_shortSide->setValue(static_cast<int>(input.shortSide));
  m_crop->setChecked(input.cropCenter);
  QStringList means;
  for (const float mean : input.mean)
    means << shortNumber(mean);
  m_mean->setText(means.join(QStringLiteral(", ")));
  m_mean->setPlaceholderText(input.meanImage ? tr("from the mean image") : QStringLiteral("0"));
  m_scale->setText(shortNumber(input.scale));
  updateEnabled();
}

void InputForm::applyCustom(int custom) {
  const int index = m_customs->itemData(custom).toInt();
  if (index < 0)
    return;
  const InputCustom& chosen = inputCustoms[static_cast<std::size_t>(index)];
  {
    const QSignalBlocker blocker(this);
    m_channels->setCurrentIndex(m_channels->findData(static_cast<int>(chosen.channels)));
    QStringList means;
    for (const float mean : chosen.mean)
      means << shortNumber(mean);
    m_mean->setText(chosen.mean[0] == 0.0F ? QString() : means.join(QStringLiteral(", ")));
    m_scale->setText(shortNumber(chosen.scale));
  }
  Q_EMIT edited();
}

void InputForm::updateEnabled() {
  m_shortSide->setEnabled(m_resize->currentData().toInt() == static_cast<int>(ResizeMode::ShortSide));
}

std::optional<std::vector<float>> InputForm::meanValues() const {
  std::vector<float> values;
  QString text = m_mean->text();
  text.replace(QLatin1Char(';'), QLatin1Char(','));
  for (const QString& part : text.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
    bool read = false;
    const float value = part.trimmed().toFloat(&read);
    if (!read || !std::isfinite(value))
      return std::nullopt;
    values.push_back(value);
  }
  const auto channels = static_cast<std::size_t>(m_networkChannels);
  if (values.size() == 1)
    values.resize(channels, values.front());
  if (!values.empty() && values.size() != channels)
    return std::nullopt;
  return values;
}

std::optional<float> InputForm::scaleValue() const {
  bool read = false;
  const float value = m_scale->text().trimmed().toFloat(&read);
  if (!read || !std::isfinite(value) || value == 0.0F)
    return std::nullopt;
  return value;
}

QString InputForm::problem() const {
  if (!meanValues())
    return m_networkChannels == 1
               ? tr("The mean must be one number.")
               : tr("The mean must be one number, or %1 with commas between them.").arg(m_networkChannels);
  if (!scaleValue())
    return tr("The scale must be a number other than 0.");
  return {};
}

model::InputSpec InputForm::input() const {
  model::InputSpec input = m_last;
  input.width = m_width->value();
  input.height = m_height->value();
  input.channels = static_cast<ChannelOrder>(m_channels->currentData().toInt());
  input.resize = static_cast<ResizeMode>(m_resize->currentData().toInt());
  input.shortSide = input.resize == ResizeMode::ShortSide ? m_shortSide->value() : 0;
  input.cropCenter = m_crop->isChecked();
  if (const auto mean = meanValues()) {
    input.mean = *mean;
    if (!mean->empty())
      input.meanImage.reset();
  }
  input.scale = scaleValue().value_or(m_last.scale);
  return input;
}

}  // namespace effortlab::widgets
