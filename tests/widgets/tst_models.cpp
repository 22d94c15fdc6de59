#include "models/layer_table_model.h"
#include "models/savings_model.h"
#include "models/tradeoff_model.h"
#include "support/test_registry.h"

#include <QAbstractItemModelTester>
#include <QItemSelectionModel>
#include <QSignalSpy>
#include <QTest>

using namespace effortlab::widgets;
using Tester = QAbstractItemModelTester;

namespace {

std::vector<LayerRow> threeLayers() {
  LayerRow first;
  first.node = 1;
  first.name = QStringLiteral("conv1");
  first.macs = 1234567;
  first.savedFraction = 0.25;
  first.hasSpet = first.hasSdss = first.hasSfma = true;
  LayerRow pool;
  pool.node = 2;
  pool.name = QStringLiteral("pool1");
  LayerRow last;
  last.node = 5;
  last.name = QStringLiteral("fc1");
  last.macs = 1000;
  last.hasSpet = last.spetOn = true;
  last.estimate = true;
  last.savedFraction = 0.5;
  return {first, pool, last};
}

TradeoffPoint point(int id, double ratio, double top1, bool current = false) {
  return {.id = id,
          .opsRatio = ratio,
          .top1 = top1,
          .interval = {top1 - 0.01, top1 + 0.01},
          .images = 1000,
          .label = QStringLiteral("p%1").arg(id),
          .current = current};
}

}  // namespace

class tst_models : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void layerTableKeepsSelection() {
    LayerTableModel model;
    Tester tester(&model, Tester::FailureReportingMode::QtTest);
    model.setRows(threeLayers());
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.rowOfNode(5), 2);
    QCOMPARE(model.rowOfNode(4), -1);
    QItemSelectionModel selection(&model);
    selection.select(model.index(2, 0), QItemSelectionModel::Select);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);

    auto rows = threeLayers();
    rows[2].savedFraction = 0.75;
    model.setRows(rows);
    QCOMPARE(reset.count(), 0);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed.front().at(0).toModelIndex().row(), 2);
    QVERIFY(selection.isSelected(model.index(2, 0)));
    model.setRows(rows);
    QCOMPARE(changed.count(), 1);  // nothing new, nothing told

    rows.pop_back();
    model.setRows(rows);
    QCOMPARE(reset.count(), 1);
  }
  void layerTableLocalizes() {
    LayerTableModel model;
    model.setLocale(QLocale(QLocale::German));
    model.setRows(threeLayers());
    QCOMPARE(model.index(0, LayerTableModel::Macs).data().toString(), QStringLiteral("1.234.567"));
    QCOMPARE(model.index(0, LayerTableModel::Saved).data().toString(), QStringLiteral("25,0"));
    QCOMPARE(model.index(2, LayerTableModel::Saved).data().toString(), QStringLiteral("≈ 50,0"));
    QCOMPARE(model.index(0, LayerTableModel::Saved).data(LayerTableModel::NumberRole).toDouble(), 0.25);
    QVERIFY(model.index(0, LayerTableModel::Macs).data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight);
    QVERIFY(model.index(1, 0).data(LayerTableModel::DimmedRole).toBool());
    QVERIFY(!model.index(0, 0).data(LayerTableModel::DimmedRole).toBool());
    QVERIFY(!model.index(1, LayerTableModel::Macs).data().isValid());
    QVERIFY(!model.index(0, LayerTableModel::Macs).data(Qt::ToolTipRole).toString().isEmpty());
  }
  void layerTableSwitches() {
    LayerTableModel model;
    Tester tester(&model, Tester::FailureReportingMode::QtTest);
    model.setRows(threeLayers());
    QSignalSpy toggled(&model, &LayerTableModel::knobToggled);
    const QModelIndex sdss = model.index(0, LayerTableModel::Sdss);
    QVERIFY(model.flags(sdss) & Qt::ItemIsUserCheckable);
    QVERIFY(model.setData(sdss, Qt::Checked, Qt::CheckStateRole));
    QCOMPARE(toggled.count(), 1);
    QCOMPARE(toggled.front().at(0).toInt(), 1);
    QCOMPARE(toggled.front().at(1).value<Knob>(), Knob::Sdss);
    QCOMPARE(toggled.front().at(2).toBool(), true);
    QCOMPARE(sdss.data(Qt::CheckStateRole).toInt(), int(Qt::Checked));

    const QModelIndex missing = model.index(2, LayerTableModel::Sfma);
    QVERIFY(!(model.flags(missing) & Qt::ItemIsUserCheckable));
    QVERIFY(!missing.data(Qt::CheckStateRole).isValid());
    QVERIFY(!model.setData(missing, Qt::Checked, Qt::CheckStateRole));
    QCOMPARE(toggled.count(), 1);
  }
  void layerTableSurvivesNewRowsFromASlot() {
    LayerTableModel model;
    model.setRows(threeLayers());
    connect(&model, &LayerTableModel::knobToggled, &model, [&] { model.setRows({}); });
    QVERIFY(model.setData(model.index(0, LayerTableModel::Spet), Qt::Checked, Qt::CheckStateRole));
    QCOMPARE(model.rowCount(), 0);
  }
  void tradeoffUpdatesInPlace() {
    TradeoffModel model;
    Tester tester(&model, Tester::FailureReportingMode::QtTest);
    model.updatePoint(point(1, 1.5, 0.9, true));
    model.setBaseline(0.92, {0.91, 0.93}, 1000);
    model.updatePoint(point(2, 2.0, 0.89, true));
    QCOMPARE(model.rowCount(), 3);
    QVERIFY(model.baseline() != nullptr);
    QVERIFY(model.points().front().baseline);
    QCOMPARE(model.current()->id, 2);
    QVERIFY(!model.find(1)->current);

    TradeoffPoint better = point(1, 1.75, 0.91);
    model.updatePoint(better);
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.index(1, TradeoffModel::OpsRatio).data(TradeoffModel::NumberRole).toDouble(), 1.75);
    QCOMPARE(model.index(1, 0).data(TradeoffModel::IdRole).toInt(), 1);
    model.setBaseline(0.93, {0.92, 0.94}, 2000);
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.baseline()->images, 2000);

    model.setPoints({point(7, 3.0, 0.8)});
    QCOMPARE(model.rowCount(), 2);  // the baseline stays
    model.clear();
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(model.current() == nullptr);
  }
  void tradeoffForgetsTheOldest() {
    TradeoffModel model;
    model.setBaseline(0.9, {}, 10);
    std::vector<TradeoffPoint> points;
    for (int id = 0; id < TradeoffModel::maxPoints + 5; ++id) {
      points.push_back(point(id, 1.0 + id * 1e-3, 0.9));
    }
    model.setPoints(points);
    QCOMPARE(model.rowCount(), TradeoffModel::maxPoints);
    QVERIFY(model.baseline() != nullptr);
    QVERIFY(model.find(5) == nullptr);
    QVERIFY(model.find(6) != nullptr);
    model.setCurrent(6);
    model.updatePoint(point(99999, 2.0, 0.9));
    QCOMPARE(model.rowCount(), TradeoffModel::maxPoints);
    QVERIFY(model.find(6) != nullptr);  // the current one is kept
    QVERIFY(model.find(7) == nullptr);
    QVERIFY(model.find(99999) != nullptr);
  }
  void paretoFront() {
    TradeoffModel model;
    TradeoffPoint growing = point(4, 9.0, 0.99);
    growing.complete = false;
    model.setPoints({point(0, 1.0, 0.90), point(1, 2.0, 0.95), point(2, 2.0, 0.93), point(3, 3.0, 0.80), growing,
                     point(5, 1.5, 0.94)});
    QCOMPARE(model.paretoFront(), (std::vector<int>{1, 3}));
  }
  void kernelsTellWhatTheOthersCost() {
    LayerTableModel model;
    Tester tester(&model, Tester::FailureReportingMode::QtTest);
    std::vector<LayerRow> rows = threeLayers();
    model.setRows(rows);
    QVERIFY(!model.hasKernels());
    rows[0].kernel = QStringLiteral("winograd");
    rows[0].kernelCosts = {{QStringLiteral("winograd"), 0.25}, {QStringLiteral("direct"), 0.5}};
    rows[0].gateFraction = 0.125;
    model.setRows(rows);
    QVERIFY(model.hasKernels());
    const QModelIndex cell = model.index(0, LayerTableModel::Kernel);
    QCOMPARE(cell.data().toString(), QStringLiteral("winograd"));
    QCOMPARE(cell.data(exportRole).toString(), QStringLiteral("winograd"));
    const QString tip = cell.data(Qt::ToolTipRole).toString();
    QVERIFY2(tip.contains(QStringLiteral("direct")) && tip.contains(QLocale().toString(0.5, 'f', 4)), qPrintable(tip));
    QVERIFY(!model.index(2, LayerTableModel::Kernel).data(Qt::ToolTipRole).toString().isEmpty());
    QVERIFY(model.index(1, LayerTableModel::Kernel).data(Qt::ToolTipRole).toString().isEmpty());  // pooling
    QCOMPARE(model.index(0, LayerTableModel::Saved).data(LayerTableModel::SharesRole).toList().back().toDouble(),
             0.125);
    QCOMPARE(model.headerData(LayerTableModel::Kernel, Qt::Horizontal, exportRole).toString(),
             QStringLiteral("kernel"));
  }
  void savingsNumbers() {
    SavingsModel model;
    Tester tester(&model, Tester::FailureReportingMode::QtTest);
    model.setCounts(
        {{QStringLiteral("conv1"), 100, 60, 10, 20, 10, 0, false}, {QStringLiteral("none"), 0, 0, 0, 0, 0}});
    QCOMPARE(model.index(0, SavingsModel::Executed).data(exportRole).toLongLong(), 60);
    QCOMPARE(model.index(0, SavingsModel::SavedFraction).data(exportRole).toDouble(), 0.4);
    QCOMPARE(model.index(1, SavingsModel::SavedFraction).data(exportRole).toDouble(), 0.0);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    model.setCounts(
        {{QStringLiteral("conv1"), 100, 45, 20, 20, 10, 5, false}, {QStringLiteral("none"), 0, 0, 0, 0, 0}});
    QCOMPARE(model.index(0, SavingsModel::Gate).data(exportRole).toLongLong(), 5);
    QCOMPARE(model.headerData(SavingsModel::Gate, Qt::Horizontal, exportRole).toString(), QStringLiteral("saved_gate"));
    QCOMPARE(reset.count(), 0);
    model.setCounts({});
    QCOMPARE(reset.count(), 1);
  }
};

EFFORTLAB_TEST(tst_models)
#include "tst_models.moc"
