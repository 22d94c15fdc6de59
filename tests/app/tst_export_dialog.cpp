#include "charts/savings_chart.h"
#include "shell/export_dialog.h"
#include "support/test_registry.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QPushButton>
#include <QTest>

#include <algorithm>

using namespace effortlab;

class tst_export_dialog : public QObject {
  Q_OBJECT
private Q_SLOTS:
  /// Return must not throw the choices away.
  void returnExportsAndTheKeyboardBeginsAtTheChart() {
    widgets::SavingsChart chart;
    chart.setCounts({{QStringLiteral("conv"), 1000, 400, 300, 200, 100, 0, false}});
    app::ExportDialog dialog({{QStringLiteral("Savings"), QStringLiteral("savings"), &chart}},
                             QStringLiteral("from here"), QDir::tempPath());
    dialog.show();
    const auto* box = dialog.findChild<QDialogButtonBox*>();
    QVERIFY(box != nullptr);
    QVERIFY(!box->button(QDialogButtonBox::Cancel)->isDefault());
    const auto buttons = box->findChildren<QPushButton*>();
    QCOMPARE(std::count_if(buttons.begin(), buttons.end(), [](const QPushButton* b) { return b->isDefault(); }), 1);
    QVERIFY(qobject_cast<QComboBox*>(dialog.focusWidget()) != nullptr);
  }
};

EFFORTLAB_TEST(tst_export_dialog)
#include "tst_export_dialog.moc"
