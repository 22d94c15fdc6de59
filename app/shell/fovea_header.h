#pragma once

#include "controllers/fovea_presenter.h"
#include "shell/header_figure.h"

#include <QFrame>

class QHBoxLayout;

namespace effortlab::app {

/// Which video and detector, what a frame costs and how much faster that is than full frames.
class FoveaHeader : public QFrame {
  Q_OBJECT

public:
  explicit FoveaHeader(QWidget* parent = nullptr);

  void showVideo(const std::shared_ptr<const OpenVideo>& open);
  void showFigures(const FoveaFigures& figures);
  /// Room for tool buttons at the end.
  QHBoxLayout* tools() noexcept { return m_tools; }
  void retranslate();

private:
  std::shared_ptr<const OpenVideo> m_open;
  FoveaFigures m_figures;
  QLabel* m_video;
  QLabel* m_detector;
  HeaderFigure m_cost;
  HeaderFigure m_speedUp;
  HeaderFigure m_macs;
  QHBoxLayout* m_tools;
};

/// "fast-pan" of a scene, the file's name of a file ...
QString videoTitle(const std::string& spec);

}  // namespace effortlab::app
