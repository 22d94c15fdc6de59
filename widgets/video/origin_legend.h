#pragma once

#include <QRectF>
#include <QWidget>

#include <vector>

namespace effortlab::widgets {

/// How VideoView draws boxes of each origin, and ground truth, in a line of samples that wraps where it must.
class OriginLegend : public QWidget {
  Q_OBJECT
public:
  explicit OriginLegend(QWidget* parent = nullptr);

  void setTruthShown(bool shown);
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;

private:
  struct Entry {
    QString name, explanation;
    QColor color;
    QList<qreal> dashes;
  };

  void makeEntries();
  std::vector<QRectF> places(int width) const;

  std::vector<Entry> m_entries;
  bool m_truth = true;
};

}  // namespace effortlab::widgets
