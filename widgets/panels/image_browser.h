#pragma once

#include <QImage>
#include <QWidget>

#include <vector>

class QLabel;
class QListWidget;
class QSpinBox;

namespace effortlab::widgets {

/// The hardest and the easiest images as thumbnails, and a number for any other. A click or Enter chooses one.
class ImageBrowser : public QWidget {
  Q_OBJECT
public:
  struct Entry {
    int image = 0;
    QString caption;
    bool operator==(const Entry&) const = default;
  };

  explicit ImageBrowser(QWidget* parent = nullptr);

  /// Images are numbered 0 ... count - 1.
  void setCount(int count);
  void setEntries(const std::vector<Entry>& hardest, const std::vector<Entry>& easiest);
  /// Those of the entries that have no thumbnail yet.
  std::vector<int> missingThumbnails() const;
  void setThumbnail(int image, const QImage& thumbnail);
  void forgetThumbnails();
  void setCurrent(int image);
  int current() const;
  QListWidget* hardest() const noexcept { return m_hardest; }
  QListWidget* easiest() const noexcept { return m_easiest; }
  QSpinBox* number() const noexcept { return m_number; }

Q_SIGNALS:
  void imageChosen(int image);

protected:
  void changeEvent(QEvent* event) override;

private:
  QListWidget* makeList();
  void fill(QListWidget* list, const std::vector<Entry>& entries);
  void markCurrent();
  void retranslate();

  QLabel* m_numberLabel;
  QSpinBox* m_number;
  QLabel* m_hardestLabel;
  QListWidget* m_hardest;
  QLabel* m_easiestLabel;
  QListWidget* m_easiest;
};

}  // namespace effortlab::widgets
