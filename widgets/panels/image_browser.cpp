#include "panels/image_browser.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPixmap>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

namespace effortlab::widgets {
namespace {

constexpr int thumbnailSide = 48;
constexpr int browserWidth = 218;
constexpr int narrowBrowser = 148;  // two images side by side
constexpr int imageRole = Qt::UserRole;

bool hasThumbnail(const QListWidgetItem* item) {
  return !item->icon().isNull();
}

}  // namespace

ImageBrowser::ImageBrowser(QWidget* parent)
    : QWidget(parent),
      m_numberLabel(new QLabel),
      m_number(new QSpinBox),
      m_hardestLabel(new QLabel),
      m_hardest(makeList()),
      m_easiestLabel(new QLabel),
      m_easiest(makeList()) {
  m_numberLabel->setBuddy(m_number);
  m_number->setRange(0, 0);
  m_number->setKeyboardTracking(false);
  auto* row = new QHBoxLayout;
  row->addWidget(m_numberLabel);
  row->addWidget(m_number, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(4, 4, 8, 6);
  layout->setSpacing(3);
  layout->addLayout(row);
  layout->addWidget(m_hardestLabel);
  layout->addWidget(m_hardest, 1);
  layout->addWidget(m_easiestLabel);
  layout->addWidget(m_easiest, 1);
  setMinimumWidth(narrowBrowser);
  setMaximumWidth(browserWidth);
  connect(m_number, &QSpinBox::valueChanged, this, [this](int image) {
    markCurrent();
    Q_EMIT imageChosen(image);
  });
  retranslate();
}

QListWidget* ImageBrowser::makeList() {
  auto* list = new QListWidget;
  list->setViewMode(QListView::IconMode);
  list->setMovement(QListView::Static);
  list->setResizeMode(QListView::Adjust);
  list->setIconSize({thumbnailSide, thumbnailSide});
  list->setSpacing(2);
  list->setUniformItemSizes(true);
  list->setWordWrap(false);
  list->setMinimumHeight(thumbnailSide + 28);
  list->setSelectionMode(QAbstractItemView::SingleSelection);
  connect(list, &QListWidget::itemClicked, this,
          [this](const QListWidgetItem* item) { m_number->setValue(item->data(imageRole).toInt()); });
  connect(list, &QListWidget::itemActivated, this,
          [this](const QListWidgetItem* item) { m_number->setValue(item->data(imageRole).toInt()); });
  return list;
}

void ImageBrowser::setCount(int count) {
  const QSignalBlocker blocker(m_number);
  m_number->setRange(0, std::max(0, count - 1));
  m_number->setEnabled(count > 0);
}

void ImageBrowser::fill(QListWidget* list, const std::vector<Entry>& entries) {
  std::vector<Entry> present;
  for (int i = 0; i < list->count(); ++i) {
    present.push_back({list->item(i)->data(imageRole).toInt(), list->item(i)->text()});
  }
  if (present == entries) {
    return;
  }
  const QSignalBlocker blocker(list);
  QHash<int, QIcon> icons;
  for (const QListWidget* from : {m_hardest, m_easiest}) {
    for (int i = 0; from != nullptr && i < from->count(); ++i) {
      icons[from->item(i)->data(imageRole).toInt()] = from->item(i)->icon();
    }
  }
  list->clear();
  for (const Entry& entry : entries) {
    auto* item = new QListWidgetItem(icons.value(entry.image), entry.caption, list);
    item->setData(imageRole, entry.image);
    item->setSizeHint({thumbnailSide + 10, thumbnailSide + list->fontMetrics().height() + 8});
    item->setToolTip(tr("Image %1: %2").arg(entry.image).arg(entry.caption));
  }
}

void ImageBrowser::setEntries(const std::vector<Entry>& hardest, const std::vector<Entry>& easiest) {
  fill(m_hardest, hardest);
  fill(m_easiest, easiest);
  markCurrent();
}

std::vector<int> ImageBrowser::missingThumbnails() const {
  std::vector<int> missing;
  for (const QListWidget* list : {m_hardest, m_easiest}) {
    for (int i = 0; i < list->count(); ++i) {
      if (!hasThumbnail(list->item(i))) {
        missing.push_back(list->item(i)->data(imageRole).toInt());
      }
    }
  }
  return missing;
}

void ImageBrowser::setThumbnail(int image, const QImage& thumbnail) {
  // Small images grow by whole pixels: their own are what the network sees.
  const bool grows = std::max(thumbnail.width(), thumbnail.height()) < thumbnailSide;
  const QPixmap pixmap = QPixmap::fromImage(thumbnail.scaled(
      thumbnailSide, thumbnailSide, Qt::KeepAspectRatio, grows ? Qt::FastTransformation : Qt::SmoothTransformation));
  for (QListWidget* list : {m_hardest, m_easiest}) {
    for (int i = 0; i < list->count(); ++i) {
      if (list->item(i)->data(imageRole).toInt() == image) {
        list->item(i)->setIcon(QIcon(pixmap));
      }
    }
  }
}

void ImageBrowser::forgetThumbnails() {
  m_hardest->clear();
  m_easiest->clear();
}

void ImageBrowser::setCurrent(int image) {
  const QSignalBlocker blocker(m_number);
  m_number->setValue(image);
  markCurrent();
}

int ImageBrowser::current() const {
  return m_number->value();
}

void ImageBrowser::markCurrent() {
  for (QListWidget* list : {m_hardest, m_easiest}) {
    const QSignalBlocker blocker(list);
    list->clearSelection();
    for (int i = 0; i < list->count(); ++i) {
      if (list->item(i)->data(imageRole).toInt() == current()) {
        list->item(i)->setSelected(true);
      }
    }
  }
}

void ImageBrowser::retranslate() {
  m_numberLabel->setText(tr("Image"));
  m_number->setAccessibleName(tr("Number of the image"));
  m_hardestLabel->setText(tr("Hardest"));
  m_hardest->setAccessibleName(tr("Images that need most operations"));
  m_easiestLabel->setText(tr("Easiest"));
  m_easiest->setAccessibleName(tr("Images that need fewest operations"));
}

void ImageBrowser::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    retranslate();
  }
  QWidget::changeEvent(event);
}

}  // namespace effortlab::widgets
