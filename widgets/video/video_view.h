#pragma once

#include "detect/average_precision.h"
#include "fovea/frame_record.h"
#include "video/prior_overlay.h"

#include <QImage>
#include <QStringList>
#include <QTransform>
#include <QWidget>

#include <optional>
#include <vector>

namespace effortlab::widgets {

/// A frame with its boxes, scaled to fit; wheel and drag zoom and pan. Colours and line styles tell where a box comes
/// from, fading tells its age. Beside the main boxes there may be those of another policy, right of a divider that
/// mouse and keys move (the A/B wipe). Keys: `+` `-` `0` zoom, Ctrl+arrows pan, Shift+Left and Shift+Right the divider,
/// B and Shift+B go from box to box. It only paints: a frame and its boxes are set together by their owner.
class VideoView : public QWidget {
  Q_OBJECT
public:
  /// Boxes right of the divider.
  struct Comparison {
    QString name;  ///< of that policy
    std::vector<fovea::ShownBox> boxes;
  };
  /// What became of boxes and objects; shorter lists: unknown.
  struct Verdicts {
    std::vector<detect::MatchKind> boxes;  ///< by index into the boxes
    std::vector<bool> missed;              ///< by index into the ground truth
  };
  /// What is drawn over the picture.
  struct Layers {
    bool boxes = true, labels = true, truth = true, tiles = false, priors = false;
    bool operator==(const Layers&) const = default;
  };

  static constexpr float usualLeastScore = 0.3F;

  explicit VideoView(QWidget* parent = nullptr);
  ~VideoView() override;

  /// Null: nothing to show; then the message stands there.
  void setFrame(const data::FramePtr& frame);
  void setMessage(const QString& message);
  /// Class names by ShownBox::classIndex and Annotation::classIndex.
  void setClassNames(const QStringList& names);
  void setTruthClassNames(const QStringList& names);
  /// Boxes and tiles of a frame's record, and its kind for screen readers.
  void setRecord(const fovea::FrameRecord& record);
  void setBoxes(std::vector<fovea::ShownBox> boxes);
  void setTiles(std::vector<fovea::MontageTile> tiles);
  void setTruth(std::vector<data::Annotation> truth);
  /// After the boxes and the ground truth, which forget them.
  void setVerdicts(Verdicts verdicts);
  /// Nothing: no divider. `ownName`: of the policy left of it.
  void setComparison(const std::optional<Comparison>& comparison, const QString& ownName = {});
  void setPriors(std::optional<PriorOverlay> priors);
  void setLayers(const Layers& layers);
  const Layers& layers() const noexcept { return m_layers; }
  /// Boxes of less are not drawn: policies keep very doubtful ones, too, which count for AP.
  void setLeastScore(float score);
  float leastScore() const noexcept { return m_leastScore; }

  const std::vector<fovea::ShownBox>& boxes() const noexcept { return m_boxes; }
  bool hasComparison() const noexcept { return m_comparison.has_value(); }
  /// Where the divider stands, 0 (left: all is the comparison's) to 1.
  double wipe() const noexcept { return m_wipe; }
  void setWipe(double wipe);
  /// 1: fits the widget.
  double zoom() const noexcept { return m_zoom; }
  int hoveredBox() const noexcept { return m_hoveredBox; }
  int highlightedTile() const noexcept { return m_highlightedTile; }
  /// From pixels of the frame to those of the widget.
  QTransform frameToWidget() const;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

public Q_SLOTS:
  /// -1: none. The tile's region is outlined, and the boxes found in it stand out.
  void setHighlightedTile(int tile);
  void setHighlightedTrack(int track);
  void zoomIn();
  void zoomOut();
  void zoomToFit();

Q_SIGNALS:
  /// Under the pointer, or chosen by keys; -1 twice: none any more. The track is -1 where none is followed.
  void boxHovered(int box, int track);
  /// The tile that shows what is under the pointer; -1: none.
  void tileHovered(int tile);
  void wipeMoved(double wipe);
  void zoomChanged(double zoom);

protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void changeEvent(QEvent* event) override;

private:
  enum class Drag { None, Divider, Pan };

  double fitScale() const;
  double dividerX() const;
  bool onDivider(QPointF position) const;
  int boxAt(QPointF position) const;
  int tileAt(QPointF position) const;
  void zoomBy(double factor, QPointF around);
  void clampPan();
  void panBy(QPointF offset);
  void hover(QPointF position);
  void setHovered(int box, int tile);
  void stepBox(int step);
  void describeForReaders();
  QString toolTipAt(QPointF position) const;
  bool isShown(const fovea::ShownBox& box) const { return box.score >= m_leastScore; }
  QString boxText(const fovea::ShownBox& box, bool whole) const;
  QString classText(int classIndex, const QStringList& names) const;
  bool isEmphasised(const fovea::ShownBox& box, int index) const;
  QRectF viewRect(const data::Box& box) const;
  void paintPicture(QPainter& painter) const;
  void paintPriors(QPainter& painter) const;
  void paintTiles(QPainter& painter) const;
  void paintTruth(QPainter& painter) const;
  void paintBoxes(QPainter& painter, const std::vector<fovea::ShownBox>& boxes, bool own) const;
  void paintLabel(QPainter& painter, const QRectF& box, const QString& text, const QColor& color,
                  std::vector<QRectF>& taken, bool must) const;
  void paintDivider(QPainter& painter) const;
  void paintMessage(QPainter& painter) const;

  QImage m_picture;
  QString m_message;
  QString m_ownName;
  QStringList m_classNames;
  QStringList m_truthClassNames;
  std::vector<fovea::ShownBox> m_boxes;
  std::vector<fovea::MontageTile> m_tiles;
  std::vector<data::Annotation> m_truth;
  Verdicts m_verdicts;
  std::optional<Comparison> m_comparison;
  std::optional<PriorOverlay> m_priors;
  std::optional<fovea::FrameKind> m_kind;
  Layers m_layers;
  float m_leastScore = usualLeastScore;
  double m_wipe = 0.5;
  double m_zoom = 1.0;
  QPointF m_pan;  ///< of the picture's middle from the widget's, widget pixels
  QPointF m_grabbed;
  Drag m_drag = Drag::None;
  int m_hoveredBox = -1;
  int m_hoveredTile = -1;
  int m_highlightedTile = -1;
  int m_highlightedTrack = -1;
};

}  // namespace effortlab::widgets
