#include "panels/tune_form.h"
#include "support/test_registry.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

using namespace effortlab::widgets;
using effortlab::effort::TuneMethod;
using effortlab::effort::TuneObjective;

namespace {

constexpr TuneRequest usual{.tuningFrom = 0, .tuningCount = 2000, .heldOutFrom = 2000, .heldOutCount = 8000};

struct Form {
  TuneForm form;
  QSignalSpy changed{&form, &TuneForm::changed};
  Form() {
    form.setImages(10000, usual);
    form.show();
    changed.clear();
  }
  /// As by hand: the field is emptied, filled and left with Enter.
  static void type(QAbstractSpinBox* field, const QString& text) {
    field->setFocus();
    field->selectAll();
    QTest::keyClicks(field, text);
    QTest::keyClick(field, Qt::Key_Return);
  }
  QCheckBox* box(const QString& text) const {
    for (QCheckBox* candidate : form.findChildren<QCheckBox*>())
      if (candidate->text().remove('&').contains(text))
        return candidate;
    return nullptr;
  }
};

}  // namespace

class tst_tune_form : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void whatIsTypedIsAsked() {
    Form f;
    QCOMPARE(f.form.problem(), QString());
    Form::type(f.form.budget(), f.form.locale().toString(1.25, 'f', 2));
    Form::type(f.form.tuningCount(), "500");
    Form::type(f.form.heldOutFrom(), "5000");
    Form::type(f.form.heldOutCount(), "100");
    QVERIFY(f.changed.count() >= 4);
    const auto boxes = f.form.findChildren<QComboBox*>();
    QCOMPARE(boxes.size(), 2);
    for (QComboBox* choice : boxes)
      QTest::keyClick(choice, Qt::Key_Down);
    const TuneRequest wanted{.maxDropPoints = 1.25,
                             .method = TuneMethod::Paper,
                             .objective = TuneObjective::Time,
                             .tuningFrom = 0,
                             .tuningCount = 500,
                             .heldOutFrom = 5000,
                             .heldOutCount = 100};
    QVERIFY(f.form.request() == wanted);
  }
  void aRequestComesBackAsItWasSet() {
    Form f;
    TuneRequest wanted = usual;
    wanted.maxDropPoints = 3.0;
    wanted.method = TuneMethod::Grid;
    wanted.gate = wanted.warmStart = true;
    f.form.setWarmStartPossible(true);
    f.form.setRequest(wanted);
    QVERIFY(f.form.request() == wanted);
    QCOMPARE(f.changed.count(), 1);
  }
  void overlappingSlicesAreNamedInPlace() {
    Form f;
    Form::type(f.form.heldOutFrom(), "1500");
    QVERIFY(f.form.problem().contains(f.form.locale().toString(500)));
    QLabel* shown = nullptr;
    for (QLabel* label : f.form.findChildren<QLabel*>())
      if (label->text() == f.form.problem())
        shown = label;
    QVERIFY(shown != nullptr && shown->isVisible());
    Form::type(f.form.heldOutFrom(), "2000");
    QCOMPARE(f.form.problem(), QString());
    QVERIFY(!shown->isVisible());
  }
  void whatCannotBeTunedIsSaid_data() {
    QTest::addColumn<qint64>("images");
    QTest::addColumn<qint64>("from");
    QTest::addColumn<qint64>("count");
    QTest::addColumn<qint64>("heldOutCount");
    QTest::newRow("too few") << qint64{10000} << qint64{0} << qint64{9} << qint64{0};
    QTest::newRow("beyond the end") << qint64{10000} << qint64{9000} << qint64{1001} << qint64{0};
    QTest::newRow("held out beyond the end") << qint64{10000} << qint64{0} << qint64{2000} << qint64{8001};
    QTest::newRow("no images") << qint64{0} << qint64{0} << qint64{0} << qint64{0};
  }
  void whatCannotBeTunedIsSaid() {
    QFETCH(const qint64, images);
    QFETCH(const qint64, from);
    QFETCH(const qint64, count);
    QFETCH(const qint64, heldOutCount);
    Form f;
    TuneRequest asked = usual;
    asked.tuningFrom = from;
    asked.tuningCount = count;
    asked.heldOutCount = heldOutCount;
    f.form.setImages(images, asked);
    QVERIFY(!f.form.problem().isEmpty());
  }
  void aGateThatCannotBeIsNotAskedFor() {
    Form f;
    QCheckBox* gate = f.box("gate");
    QVERIFY(gate != nullptr);
    QTest::mouseClick(gate, Qt::LeftButton, {}, QPoint(8, gate->height() / 2));
    QVERIFY(f.form.request().gate);
    f.form.setGateProblem("no 8-bit pass");
    QVERIFY(!gate->isEnabled());
    QCOMPARE(gate->toolTip(), QString("no 8-bit pass"));
    QVERIFY(!f.form.request().gate);
  }
  void aWarmStartNeedsKnobsOnScreen() {
    Form f;
    f.form.setWarmStartPossible(false);
    QCheckBox* warm = f.box("screen");
    QVERIFY(warm != nullptr && !warm->isEnabled());
    f.form.setWarmStartPossible(true);
    QTest::keyClick(warm, Qt::Key_Space);
    QVERIFY(f.form.request().warmStart);
    f.form.setEditable(false);
    QVERIFY(!f.form.budget()->isEnabled());
  }
};

EFFORTLAB_TEST(tst_tune_form)
#include "tst_tune_form.moc"
