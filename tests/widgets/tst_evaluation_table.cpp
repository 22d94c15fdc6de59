#include "fovea_samples.h"
#include "models/evaluation_model.h"
#include "panels/evaluation_table.h"
#include "support/test_registry.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QItemSelectionModel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace effortlab;
using namespace effortlab::tests;
using namespace effortlab::widgets;

namespace {

const QStringList classNames{QStringLiteral("cup"), QStringLiteral("pen"), QStringLiteral("box")};

int rowOf(const EvaluationModel& model, const QString& key) {
  for (int row = 0; row < model.rowCount(); ++row) {
    if (model.index(row, 0).data(exportRole).toString() == key) {
      return row;
    }
  }
  return -1;
}

}  // namespace

class tst_evaluation_table : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void differencesToTheBaseline() {
    EvaluationModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setLocale(QLocale(QLocale::German));
    QCOMPARE(model.rowCount(), 0);
    model.setReports(sampleReports(), 0, classNames);
    QCOMPARE(model.columnCount(), 4);
    const int ap = rowOf(model, QStringLiteral("ap50"));
    QCOMPARE(model.index(ap, 1).data().toString(), QStringLiteral("80,0"));
    QCOMPARE(model.index(ap, 2).data().toString(), QStringLiteral("78,0"));
    QCOMPARE(model.index(ap, 3).data().toString(), QStringLiteral("−2,0"));
    QCOMPARE(model.index(ap, 3).data(EvaluationModel::GoodRole).toInt(), -1);
    QVERIFY(qAbs(model.index(ap, 3).data(exportRole).toDouble() + 0.02) < 1e-12);
    const int box = rowOf(model, QStringLiteral("ap50_box"));
    QCOMPARE(model.index(box, 3).data().toString(), QStringLiteral("+5,0"));
    QCOMPARE(model.index(box, 3).data(EvaluationModel::GoodRole).toInt(), 1);
    QCOMPARE(model.index(rowOf(model, QStringLiteral("ap50_cup")), 3).data().toString(), QStringLiteral("±0,0"));
    QCOMPARE(rowOf(model, QStringLiteral("ap50_pen")), -1);     // no such objects
    QCOMPARE(rowOf(model, QStringLiteral("ap50_medium")), -1);  // no medium speed, and no sizes
    const int ms = rowOf(model, QStringLiteral("ms_per_frame"));
    QCOMPARE(model.index(ms, 3).data().toString(), QStringLiteral("−75 %"));
    QCOMPARE(model.index(ms, 3).data(EvaluationModel::GoodRole).toInt(), 1);  // less is better
    QCOMPARE(model.index(rowOf(model, QStringLiteral("speedup_eq39")), 2).data().toString(), QStringLiteral("50,00×"));
    QCOMPARE(model.index(rowOf(model, QStringLiteral("detector_mmacs")), 1).data().toString(), QStringLiteral("20,0"));
    QVERIFY(!(model.flags(model.index(rowOf(model, QStringLiteral("cost")), 0)) & Qt::ItemIsSelectable));
    QCOMPARE(model.headerData(2, Qt::Horizontal, exportRole).toString(), QStringLiteral("best"));
    QCOMPARE(model.headerData(3, Qt::Horizontal, exportRole).toString(), QStringLiteral("best difference"));
  }
  void withoutTruthOnlyCost() {
    EvaluationModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    auto reports = sampleReports();
    for (auto& report : reports) {
      report.precision.reset();
      report.perFrame.reset();
    }
    model.setReports(reports, -1, classNames);
    QCOMPARE(model.columnCount(), 3);  // nothing to compare with
    QCOMPARE(rowOf(model, QStringLiteral("ap50")), -1);
    QCOMPARE(rowOf(model, QStringLiteral("speedup_macs")), -1);
    QVERIFY(rowOf(model, QStringLiteral("ms_per_frame")) > 0);
    model.setReports({}, 3, {});
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(model.columnCount(), 0);
  }
  void asksToEvaluateAndToStop() {
    EvaluationTable table;
    table.resize(600, 400);
    table.show();
    QSignalSpy wanted(&table, &EvaluationTable::evaluateRequested);
    QSignalSpy stop(&table, &EvaluationTable::cancelRequested);
    QTest::mouseClick(table.actionButton(), Qt::LeftButton);
    QCOMPARE(wanted.count(), 1);
    table.setStatus({.running = true, .done = 3, .total = 100});
    QTest::mouseClick(table.actionButton(), Qt::LeftButton);
    QCOMPARE(stop.count(), 1);
    table.setStatus({.possible = false});
    QVERIFY(!table.actionButton()->isEnabled());
    table.setReports(sampleReports(), 0, classNames);
    table.grab();
    QCOMPARE(table.view()->columnSpan(0, 0), 4);  // a section's title
    table.setReports(sampleReports(), -1, classNames);
    QCOMPARE(table.view()->columnSpan(0, 0), 3);
  }
  void copies() {
    EvaluationTable table;
    table.setLocale(QLocale::c());
    table.setReports(sampleReports(), 0, classNames);
    const QStringList all = table.copyText().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    QCOMPARE(all.size(), table.model()->rowCount() + 1);
    QCOMPARE(all.front().count(QLatin1Char('\t')), 3);
    const int ap = rowOf(*table.model(), QStringLiteral("ap50"));
    QItemSelectionModel* selection = table.view()->selectionModel();
    selection->select(table.model()->index(ap, 1), QItemSelectionModel::Select);
    selection->select(table.model()->index(ap, 3), QItemSelectionModel::Select);
    table.show();
    QTest::keyClick(table.view(), Qt::Key_C, Qt::ControlModifier);
    const QStringList lines = QGuiApplication::clipboard()->text().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 2);
    QCOMPARE(lines.back(), QStringLiteral("80.0\t−2.0"));
  }
};

EFFORTLAB_TEST(tst_evaluation_table)
#include "tst_evaluation_table.moc"
