#pragma once

#include "effort/effort_layer.h"
#include "effort/gate_study.h"
#include "effort/histograms.h"
#include "effort/knobs.h"

#include <QScrollArea>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

class QLabel;
class QToolButton;

namespace effortlab::widgets {

class GateGroup;
class KnobGroup;
struct GateFigures;
class SdssGroup;
class SfmaGroup;
class SpetGroup;

/// The gate of the whole network, and the knobs of one layer: SPET, SDSS and SFMA, each with a switch, its thresholds
/// over the histograms they cut, and what it saves. Emits intent only; the numbers come back through setKnobs() and
/// setHistograms().
class KnobPanel : public QScrollArea {
  Q_OBJECT
public:
  explicit KnobPanel(QWidget* parent = nullptr);
  ~KnobPanel() override;

  /// Nothing: an empty panel that says how to choose a layer. Histograms of another layer are dropped.
  void setLayer(const std::optional<effort::EffortLayer>& layer);
  /// A layer is chosen, and the panel says that it has none.
  void setLayerWithoutKnobs(const QString& name);
  /// Emits no signal.
  void setKnobs(const effort::LayerKnobs& knobs);
  /// Null, or of another layer: still measuring, and the panel says so. Emits no signal.
  void setHistograms(std::shared_ptr<const effort::LayerHistograms> histograms);
  /// `shown`: there is a network. `problem`: why it cannot have a gate; else empty.
  void setGateAvailable(bool shown, const QString& problem = {});
  /// Of the layer shown: tuning leaves them as they are. Emits no signal.
  void setLocks(const std::set<effort::KnobKind>& locks);
  /// Emits no signal.
  void setGate(const std::optional<effort::GateKnob>& gate);
  /// Null: still measuring. Emits no signal.
  void setGateStudy(const std::shared_ptr<const effort::GateStudy>& study);
  /// `exactCost`: of the network without the gate, as a share of its dense MACs. `measured`: figures of the present
  /// gate as counted, where they are. Emits no signal.
  void setGateFigures(double exactCost, const std::optional<GateFigures>& measured);
  /// Numbers of switched-off knobs are kept by layer name: call this when another network is opened.
  void forgetSwitchedOffKnobs();

  const std::optional<effort::EffortLayer>& layer() const noexcept { return m_layer; }
  const effort::LayerKnobs& knobs() const noexcept { return m_knobs; }
  const std::optional<effort::GateKnob>& gate() const noexcept { return m_gateKnob; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

Q_SIGNALS:
  /// At every change by the user, also while a slider is dragged.
  void knobsChanged(const effortlab::effort::LayerKnobs& knobs);
  void gateChanged(const std::optional<effortlab::effort::GateKnob>& gate);
  void lockToggled(effortlab::effort::KnobKind knob, bool locked);
  /// The layer's knobs shall go to others too.
  void copyRequested();
  /// Around a drag or a key held down: everything between belongs to one undo step.
  void interactionStarted();
  void interactionFinished();

protected:
  void changeEvent(QEvent* event) override;

private:
  void buildContent();
  void connectGroup(KnobGroup* group, effort::KnobKind knob);
  void groupEdited();
  void gateEdited();
  void showGate();
  void showAll();
  void updateSavings();
  void retranslate();
  effort::LayerKnobs& remembered();

  std::optional<effort::EffortLayer> m_layer;
  QString m_nameWithoutKnobs;
  effort::LayerKnobs m_knobs;
  std::shared_ptr<const effort::LayerHistograms> m_histograms;
  std::map<std::string, effort::LayerKnobs> m_remembered;

  std::set<effort::KnobKind> m_locks;
  std::optional<effort::GateKnob> m_gateKnob;
  std::optional<effort::GateKnob> m_rememberedGate;
  bool m_gateShown = false;

  QLabel* m_title = nullptr;
  QLabel* m_subtitle = nullptr;
  QLabel* m_total = nullptr;
  QToolButton* m_copy = nullptr;
  QWidget* m_gatePart = nullptr;
  GateGroup* m_gate = nullptr;
  SpetGroup* m_spet = nullptr;
  SdssGroup* m_sdss = nullptr;
  SfmaGroup* m_sfma = nullptr;
};

}  // namespace effortlab::widgets
