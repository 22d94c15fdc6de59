#include "panels/input_form.h"
#include "support/test_registry.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

using namespace effortlab;

namespace {

model::InputSpec caffeInput() {
  model::InputSpec input;
  input.width = 227;
  input.height = 225;
  input.channels = model::ChannelOrder::Bgr;
  input.resize = model::ResizeMode::ShortSide;
  input.shortSide = 256;
  input.cropCenter = true;
  input.mean = {104.0F, 117.0F, 123.5F};
  input.scale = 0.5F;
  return input;
}

QLineEdit* lineWith(const widgets::InputForm& form, const QString& text) {
  for (auto* line : form.findChildren<QLineEdit*>())
    if (line->text() == text && line->parent() == &form)
      return line;
  return nullptr;
}

}  // namespace

class tst_input_form : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void whatGoesInComesOut() {
    widgets::InputForm form;
    QSignalSpy edited(&form, &widgets::InputForm::edited);
    form.setInput(caffeInput(), 3);
    const model::InputSpec out = form.input();
    QCOMPARE(out.width, 227);
    QCOMPARE(out.height, 225);
    QCOMPARE(out.channels, model::ChannelOrder::Bgr);
    QCOMPARE(out.resize, model::ResizeMode::ShortSide);
    QCOMPARE(out.shortSide, 256);
    QVERIFY(out.cropCenter);
    QCOMPARE(out.mean, (std::vector<float>{104.0F, 117.0F, 123.5F}));
    QCOMPARE(out.scale, 0.5F);
    QVERIFY(form.problem().isEmpty());
    QCOMPARE(edited.count(), 0);
  }

  void typingIsHeardAndNonsenseIsNamed() {
    widgets::InputForm form;
    form.setInput(caffeInput(), 3);
    form.show();
    QSignalSpy edited(&form, &widgets::InputForm::edited);
    QLineEdit* mean = lineWith(form, QStringLiteral("104, 117, 123.5"));
    QVERIFY(mean != nullptr);
    mean->selectAll();
    QTest::keyClicks(mean, QStringLiteral("7"));
    QVERIFY(edited.count() > 0);
    QCOMPARE(form.input().mean, (std::vector<float>{7.0F, 7.0F, 7.0F}));
    QTest::keyClicks(mean, QStringLiteral(", 8"));
    QVERIFY(!form.problem().isEmpty());
    QTest::keyClicks(mean, QStringLiteral(", 9"));
    QVERIFY(form.problem().isEmpty());
    QLineEdit* scale = lineWith(form, QStringLiteral("0.5"));
    QVERIFY(scale != nullptr);
    scale->selectAll();
    QTest::keyClicks(scale, QStringLiteral("0"));
    QVERIFY(!form.problem().isEmpty());
  }

  void usualSettingsFillTheFields() {
    widgets::InputForm form;
    form.setInput(caffeInput(), 3);
    form.show();
    auto* customs = form.findChild<QComboBox*>();
    customs->setFocus();
    QTest::keyClick(customs, Qt::Key_End);  // pixels from -1 to 1
    const model::InputSpec out = form.input();
    QCOMPARE(out.channels, model::ChannelOrder::Rgb);
    QCOMPARE(out.mean.front(), 127.5F);
    QVERIFY(std::abs(out.scale * 127.5F - 1.0F) < 1e-5F);
    QCOMPARE(out.width, 227);
  }

  void aGreyNetworkTakesGreyOnly() {
    widgets::InputForm form;
    model::InputSpec grey;
    grey.width = grey.height = 28;
    grey.channels = model::ChannelOrder::Gray;
    form.setInput(grey, 1);
    QCOMPARE(form.input().channels, model::ChannelOrder::Gray);
    int greyOnly = 0;
    for (auto* box : form.findChildren<QComboBox*>())
      greyOnly += box->count() == 1 && box->currentText() == QStringLiteral("Grey") ? 1 : 0;
    QCOMPARE(greyOnly, 1);
  }
};

EFFORTLAB_TEST(tst_input_form)
#include "tst_input_form.moc"
