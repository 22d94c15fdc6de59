#pragma once

#include "charts/exportable_chart.h"
#include "effort/knobs.h"

#include <QAbstractTableModel>
#include <QLocale>

#include <optional>
#include <vector>

namespace effortlab::widgets {

using Knob = effort::KnobKind;

/// One way to compute a layer, ms an image.
struct KernelAlternative {
  QString name;
  double ms = 0.0;
  bool operator==(const KernelAlternative&) const = default;
};

/// One layer of the network as the table shows it. Fractions are of this layer's dense MACs, 0..1.
struct LayerRow {
  int node = 0;
  QString name;
  QString type;
  QString outputShape;
  qint64 macs = 0;  ///< dense, one image; 0: pooling, activation ...
  std::optional<double> savedFraction;
  double spetFraction = 0.0;
  double sdssFraction = 0.0;
  double sfmaFraction = 0.0;
  double gateFraction = 0.0;                   ///< negative where its 8-bit pass costs more than it saves
  std::optional<double> ms;                    ///< dense kernel, one image
  QString kernel;                              ///< of the engine `fast`; empty: none known
  std::vector<KernelAlternative> kernelCosts;  ///< its alternatives as measured, cheapest first
  bool hasSpet = false;
  bool hasSdss = false;
  bool hasSfma = false;
  bool spetOn = false;
  bool sdssOn = false;
  bool sfmaOn = false;
  bool spetLocked = false;  ///< tuning leaves this knob as it is
  bool sdssLocked = false;
  bool sfmaLocked = false;
  std::optional<double> overheadFraction{};  ///< what the knobs themselves cost, of the layer's dense operations
  bool estimate = false;                     ///< predicted from histograms, not counted
  bool hasKnobs() const noexcept { return hasSpet || hasSdss || hasSfma; }
  /// Every knob it has.
  bool locked() const noexcept {
    return hasKnobs() && (spetLocked || !hasSpet) && (sdssLocked || !hasSdss) && (sfmaLocked || !hasSfma);
  }
  bool operator==(const LayerRow&) const = default;
};

/// All layers of a network. A switch is a check box; toggling one by hand emits knobToggled(). Each has a lock, and so
/// has each layer: setting LockedRole emits lockToggled().
class LayerTableModel : public QAbstractTableModel {
  Q_OBJECT
public:
  enum Column { Name, Type, Output, Macs, Saved, Ms, Spet, Sdss, Sfma, Kernel, Overhead, ColumnCount };
  enum Role {
    NodeRole = Qt::UserRole,
    NumberRole = exportRole,  ///< unrounded; also what to sort by
    DimmedRole,               ///< bool: a layer without MACs
    SharesRole,               ///< QVariantList of spet, sdss, sfma, gate fractions (column Saved)
    EstimateRole,             ///< bool
    LockedRole,               ///< bool; of a switch, elsewhere of the whole layer; nothing where there is no knob
  };

  explicit LayerTableModel(QObject* parent = nullptr);

  /// Keeps selection and scroll position (dataChanged) when it is the same layers in the same order.
  void setRows(std::vector<LayerRow> rows);
  const std::vector<LayerRow>& rows() const noexcept { return m_rows; }
  /// A plan is known for some layer: column Kernel has something to say.
  bool hasKernels() const noexcept;
  /// -1: no such layer.
  int rowOfNode(int node) const;
  void setLocale(const QLocale& locale);
  /// After a change of language: headers and tooltips.
  void retranslate();

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;

Q_SIGNALS:
  void knobToggled(int node, effortlab::widgets::Knob knob, bool on);
  /// No knob: the whole layer.
  void lockToggled(int node, std::optional<effortlab::widgets::Knob> knob, bool locked);

private:
  QVariant display(const LayerRow& row, int column) const;
  QVariant number(const LayerRow& row, int column) const;
  QString toolTip(const LayerRow& row, int column) const;
  QString kernelToolTip(const LayerRow& row) const;
  QString headerToolTip(int section) const;
  QString knobToolTip(const LayerRow& row, int column) const;
  bool setLocked(const QModelIndex& index, bool locked);

  std::vector<LayerRow> m_rows;
  QLocale m_locale;
};

}  // namespace effortlab::widgets
