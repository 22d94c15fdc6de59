#pragma once

#include "controllers/fovea_widgets.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QSplitter;
class QTabWidget;
class QToolButton;

namespace effortlab::widgets {
class OriginLegend;
}

namespace effortlab::app {

class WindowSettings;

/// Layout of the Fovea page: video and montage over timeline and player, charts and the evaluation below, source,
/// policy and parameters on the right. No logic.
class FoveaPage : public QWidget {
  Q_OBJECT

public:
  explicit FoveaPage(QWidget* parent = nullptr);

  const FoveaWidgets& widgets() const noexcept { return m_widgets; }
  QTabWidget* tabs() const noexcept { return m_tabs; }
  /// Data: a specification; the menu beside it opens others.
  QComboBox* videos() const noexcept { return m_videos; }
  QToolButton* openVideo() const noexcept { return m_openVideo; }
  QLabel* detector() const noexcept { return m_detector; }
  QToolButton* openDetector() const noexcept { return m_openDetector; }

  /// Width by height of the video: how the pictures share their place.
  void setAspect(double aspect);
  /// "cost", "speed-up", "ap", "objects", "evaluation". False: there is no such tab.
  bool showTab(const QString& name);
  void saveLayout(WindowSettings& settings) const;
  void restoreLayout(const WindowSettings& settings);
  void resetLayout();
  void retranslate();

Q_SIGNALS:
  void shownChanged(bool shown);

protected:
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

private:
  QWidget* makeStage();
  QTabWidget* makeTabs();
  QWidget* makeSide();
  QWidget* makeSource();
  QWidget* makeLayers();
  void applyLayers();
  void showCorner();
  void fillComparisons();
  void refreshIcons();
  void shareSpace();

  FoveaWidgets m_widgets;
  QSplitter* m_columns;
  QSplitter* m_rows;
  QSplitter* m_pictures;
  QTabWidget* m_tabs = nullptr;
  QComboBox* m_videos = nullptr;
  QToolButton* m_openVideo = nullptr;
  QLabel* m_detector = nullptr;
  QToolButton* m_openDetector = nullptr;
  QLabel* m_videoLabel = nullptr;
  QLabel* m_detectorLabel = nullptr;
  QLabel* m_comparisonLabel = nullptr;
  QLabel* m_layersLabel = nullptr;
  QComboBox* m_unit = nullptr;
  QCheckBox* m_boxes = nullptr;
  QCheckBox* m_labels = nullptr;
  QCheckBox* m_truth = nullptr;
  widgets::OriginLegend* m_legend = nullptr;
  QCheckBox* m_tiles = nullptr;
  double m_aspect = 4.0 / 3.0;
  bool m_userArranged = false;
};

/// As the command line calls them, in order.
QStringList foveaTabNames();

}  // namespace effortlab::app
