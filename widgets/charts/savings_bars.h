#pragma once

#include "charts/savings_painter.h"

#include <QAbstractScrollArea>

namespace effortlab::widgets {

/// The part of SavingsChart that paints, scrolls and takes clicks and keys.
class SavingsBars : public QAbstractScrollArea {
  Q_OBJECT
public:
  /// `model` must outlive the bars.
  explicit SavingsBars(const SavingsModel* model, QWidget* parent = nullptr);

  void setShares(bool shares);
  bool shares() const noexcept { return m_shares; }
  void setCurrentRow(int row);
  int currentRow() const noexcept { return m_current; }
  QRectF rowRect(int row) const { return painterFor().rowRect(row); }
  /// After the counts changed.
  void refresh();
  QSize minimumSizeHint() const override;

Q_SIGNALS:
  void rowActivated(int row);

protected:
  bool viewportEvent(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void changeEvent(QEvent* event) override;

private:
  SavingsPainter painterFor() const;
  void updateScrollBar();
  void focusRow(int row);
  QString toolTipOf(int row) const;

  const SavingsModel* m_model;
  bool m_shares = true;
  int m_current = -1;
  int m_focused = -1;
};

}  // namespace effortlab::widgets
