#include "models/policy_words.h"
#include "panels/parameter_field.h"
#include "panels/policy_panel.h"
#include "support/test_registry.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

using namespace effortlab;
using namespace effortlab::widgets;
using fovea::PolicyKind;
using fovea::PolicySettings;

namespace {

const std::array everyKind{PolicyKind::Full, PolicyKind::Every, PolicyKind::Track, PolicyKind::Thesis,
                           PolicyKind::Best};

struct PolicyFixture {
  PolicyPanel panel;
  QSignalSpy changed{&panel, &PolicyPanel::settingsChanged};

  explicit PolicyFixture(PolicyKind kind = PolicyKind::Thesis) {
    panel.setSettings(PolicySettings({kind, 5}));
    panel.resize(320, 700);
    panel.show();
  }
  PolicySettings told() const { return changed.back().at(0).value<PolicySettings>(); }
};

}  // namespace

class tst_policy_panel : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void everyParameterHasAField() {
    for (const PolicyKind kind : everyKind) {
      PolicyFixture f(kind);
      QCOMPARE(f.changed.count(), 0);
      QCOMPARE(f.panel.fieldCount(), static_cast<int>(fovea::parametersOf(kind).size()));
      for (const fovea::ParameterInfo& info : fovea::parametersOf(kind)) {
        const ParameterField* field = f.panel.field(QString::fromStdString(info.name));
        QVERIFY2(field != nullptr, info.name.c_str());
        QCOMPARE(field->value(), info.usual);
      }
      QCOMPARE(f.panel.field(QStringLiteral("no such")), nullptr);
    }
  }
  void wordsKnowEveryParameter() {
    QFile catalogue(QStringLiteral(EFFORTLAB_CATALOGUES "/effortlab_de.ts"));
    QVERIFY(catalogue.open(QIODevice::ReadOnly));
    const QString text = QString::fromUtf8(catalogue.readAll());
    for (const PolicyKind kind : everyKind) {
      for (const fovea::ParameterInfo& info : fovea::parametersOf(kind)) {
        QVERIFY2(parameterTitle(info.name) != QString::fromStdString(info.name), info.name.c_str());
        const QString purpose = QString::fromStdString(info.purpose).toHtmlEscaped().replace("'", "&apos;");
        QVERIFY2(text.contains(QStringLiteral("<source>%1</source>").arg(purpose)), info.purpose.c_str());
        for (const std::string& choice : info.choices) {
          QVERIFY2(parameterChoice(choice) != QString::fromStdString(choice) || choice == "off", choice.c_str());
        }
      }
    }
  }
  void editsTellTheWholeSetting() {
    PolicyFixture f;
    QDoubleSpinBox* spin = f.panel.field(QStringLiteral("max_obj"))->spinBox();
    spin->setFocus();
    spin->selectAll();
    QTest::keyClicks(spin, QStringLiteral("12"));
    QCOMPARE(f.changed.count(), 0);  // not before the number is whole
    QTest::keyClick(spin, Qt::Key_Return);
    QCOMPARE(f.changed.count(), 1);
    QCOMPARE(f.told().value("max_obj"), 12.0);
    QCOMPARE(f.told().value("z"), 0.1);
    QVERIFY(f.panel.resetButton()->isEnabled());
    QTest::mouseClick(f.panel.resetButton(), Qt::LeftButton);
    QCOMPARE(f.told(), PolicySettings({PolicyKind::Thesis, 5}));
    QVERIFY(!f.panel.resetButton()->isEnabled());
    QCOMPARE(spin->value(), 6.0);
  }
  void sliderIsOneInteraction() {
    PolicyFixture f;
    QSignalSpy started(&f.panel, &PolicyPanel::interactionStarted);
    QSignalSpy finished(&f.panel, &PolicyPanel::interactionFinished);
    ParameterField* field = f.panel.field(QStringLiteral("recheck"));
    QSlider* slider = field->slider();
    slider->setSliderDown(true);
    slider->setSliderPosition(slider->sliderPosition() + 100);
    f.panel.setSettings(f.told());  // as the application answers, in mid-drag
    slider->setSliderDown(false);
    QCOMPARE(started.count(), 1);
    QCOMPARE(finished.count(), 1);
    QCOMPARE(f.changed.count(), 1);
    QVERIFY(f.told().value("recheck") > 10.0);
    QCOMPARE(f.told().value("recheck"), std::floor(f.told().value("recheck")));
  }
  void sliderReachesBothEndsAndSteps() {
    for (const PolicyKind kind : everyKind) {
      PolicyFixture f(kind);
      for (const fovea::ParameterInfo& info : fovea::parametersOf(kind)) {
        ParameterField* field = f.panel.field(QString::fromStdString(info.name));
        if (field->slider() == nullptr) {
          continue;
        }
        field->slider()->setFocus();
        QTest::keyClick(field->slider(), Qt::Key_Home);
        QCOMPARE(field->value(), info.least);
        QTest::keyClick(field->slider(), Qt::Key_End);
        QVERIFY2(field->value() > info.most - info.step && field->value() <= info.most, info.name.c_str());
        QCOMPARE(f.panel.settings().value(info.name), field->value());
      }
    }
  }
  void switchesAndChoices() {
    PolicyFixture best(PolicyKind::Best);
    ParameterField* fallback = best.panel.field(QStringLiteral("fallback"));
    const bool before = fallback->checkBox()->isChecked();
    fallback->checkBox()->setFocus();
    QTest::keyClick(fallback->checkBox(), Qt::Key_Space);
    QCOMPARE(best.told().value("fallback"), before ? 0.0 : 1.0);
    PolicyFixture f;
    ParameterField* skipped = f.panel.field(QStringLiteral("skipped"));
    skipped->choiceBox()->setFocus();
    QTest::keyClick(skipped->choiceBox(), Qt::Key_Down);
    QCOMPARE(f.told().value("skipped"), 1.0);
    QVERIFY(skipped->resetButton()->isVisible());
    QTest::mouseClick(skipped->resetButton(), Qt::LeftButton);
    QCOMPARE(f.told().value("skipped"), 0.0);
    QVERIFY(!skipped->resetButton()->isVisible());
  }
  void policiesRememberTheirValues() {
    PolicyFixture f;
    QVERIFY(!f.panel.periodBox()->isVisible());
    f.panel.field(QStringLiteral("max_obj"))->spinBox()->setValue(9);
    f.panel.policyBox()->setCurrentIndex(f.panel.policyBox()->findData(static_cast<int>(PolicyKind::Track)));
    QCOMPARE(f.told().policy().kind, PolicyKind::Track);
    QVERIFY(f.panel.periodBox()->isVisible());
    f.panel.periodBox()->setValue(7);
    QCOMPARE(f.told().policy().period, 7);
    f.panel.policyBox()->setCurrentIndex(f.panel.policyBox()->findData(static_cast<int>(PolicyKind::Thesis)));
    QCOMPARE(f.told().value("max_obj"), 9.0);
    QCOMPARE(f.panel.field(QStringLiteral("max_obj"))->value(), 9.0);
  }
  void showingEmitsNothing() {
    PolicyFixture f;
    PolicySettings other({PolicyKind::Best, 5});
    other.set("period", 5);
    f.panel.setSettings(other);
    f.panel.setSettings(PolicySettings({PolicyKind::Every, 9}));
    QCOMPARE(f.changed.count(), 0);
    QCOMPARE(f.panel.periodBox()->value(), 9);
  }
};

EFFORTLAB_TEST(tst_policy_panel)
#include "tst_policy_panel.moc"
