#include "style/application_theme.h"

#include <QApplication>
#include <QColor>
#include <QPainter>
#include <QProxyStyle>
#include <QStyleOption>
#include <QToolTip>

namespace effortlab::widgets {
namespace {

struct Tones {
  QRgb window, base, alternate, button, text, disabled, highlight, highlightedText, link, placeholder;
  QRgb lightEdge, midlight, mid, darkEdge, shadow, toolTip;
};

QPalette paletteOf(const Tones& tones) {
  QPalette palette;
  const auto set = [&palette](QPalette::ColorRole role, QRgb color) { palette.setColor(role, QColor::fromRgb(color)); };
  set(QPalette::Window, tones.window);
  set(QPalette::WindowText, tones.text);
  set(QPalette::Base, tones.base);
  set(QPalette::AlternateBase, tones.alternate);
  set(QPalette::Text, tones.text);
  set(QPalette::Button, tones.button);
  set(QPalette::ButtonText, tones.text);
  set(QPalette::BrightText, tones.highlightedText);
  set(QPalette::Highlight, tones.highlight);
  set(QPalette::HighlightedText, tones.highlightedText);
  set(QPalette::Link, tones.link);
  set(QPalette::LinkVisited, tones.link);
  set(QPalette::PlaceholderText, tones.placeholder);
  set(QPalette::ToolTipBase, tones.toolTip);
  set(QPalette::ToolTipText, tones.text);
  set(QPalette::Light, tones.lightEdge);
  set(QPalette::Midlight, tones.midlight);
  set(QPalette::Mid, tones.mid);
  set(QPalette::Dark, tones.darkEdge);
  set(QPalette::Shadow, tones.shadow);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText}) {
    palette.setColor(QPalette::Disabled, role, QColor::fromRgb(tones.disabled));
  }
  palette.setColor(QPalette::Disabled, QPalette::Base, QColor::fromRgb(tones.window));
  palette.setColor(QPalette::Disabled, QPalette::Highlight, QColor::fromRgb(tones.mid));
  return palette;
}

bool isDark(const QPalette& palette) {
  constexpr int darkBelow = 128;
  return palette.color(QPalette::Window).lightness() < darkBelow;
}

/// Fusion outlines fields darker than the window, which on a dark window cannot be seen: ours stand out. Dialog buttons
/// are told by their texts alone.
class OutlinedFusion : public QProxyStyle {
public:
  OutlinedFusion() : QProxyStyle(QStringLiteral("Fusion")) {}

  void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override {
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    switch (element) {
      case PE_IndicatorCheckBox:
      case PE_IndicatorItemViewItemCheck:
      case PE_FrameLineEdit: outline(option, painter); break;
      default: break;
    }
  }
  void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                          const QWidget* widget) const override {
    QProxyStyle::drawComplexControl(control, option, painter, widget);
    if (control == CC_SpinBox || control == CC_ComboBox)
      outline(option, painter);
  }
  int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                QStyleHintReturn* data) const override {
    return hint == SH_DialogButtonBox_ButtonsHaveIcons ? 0 : QProxyStyle::styleHint(hint, option, widget, data);
  }

private:
  /// The focused field keeps the style's own coloured frame.
  static void outline(const QStyleOption* option, QPainter* painter) {
    const bool focused = option->state.testFlag(State_HasFocus) && option->state.testFlag(State_KeyboardFocusChange);
    if (!isDark(option->palette) || focused)
      return;
    painter->save();
    painter->setBrush(Qt::NoBrush);
    const bool enabled = option->state.testFlag(State_Enabled);
    painter->setPen(enabled ? option->palette.color(QPalette::Disabled, QPalette::Text)
                            : option->palette.color(QPalette::Light));
    painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
    painter->restore();
  }
};

}  // namespace

QPalette lightPalette() {
  return paletteOf({.window = 0xfff3f4f6,
                    .base = 0xffffffff,
                    .alternate = 0xfff7f8fa,
                    .button = 0xfffafbfc,
                    .text = 0xff1f2328,
                    .disabled = 0xff818a94,
                    .highlight = 0xff0a69b0,
                    .highlightedText = 0xffffffff,
                    .link = 0xff0a69b0,
                    .placeholder = 0xff626b75,
                    .lightEdge = 0xffffffff,
                    .midlight = 0xffe9ebee,
                    .mid = 0xffc8cdd3,
                    .darkEdge = 0xffa0a7b0,
                    .shadow = 0xff6e7781,
                    .toolTip = 0xffffffff});
}

QPalette darkPalette() {
  return paletteOf({.window = 0xff26292f,
                    .base = 0xff1e2126,
                    .alternate = 0xff23272c,
                    .button = 0xff32363d,
                    .text = 0xffe6eaef,
                    .disabled = 0xff7b848f,
                    .highlight = 0xff2f7fc1,
                    .highlightedText = 0xffffffff,
                    .link = 0xff6cbff5,
                    .placeholder = 0xff97a1ac,
                    .lightEdge = 0xff4a505a,
                    .midlight = 0xff3a3f47,
                    .mid = 0xff1b1e22,
                    .darkEdge = 0xff15171a,
                    .shadow = 0xff0c0d0f,
                    .toolTip = 0xff32363d});
}

void applyApplicationTheme(QApplication& application, Theme theme) {
  application.setStyle(new OutlinedFusion);  // the application owns it
  switch (theme) {
    case Theme::Light: application.setPalette(lightPalette()); break;
    case Theme::Dark: application.setPalette(darkPalette()); break;
    case Theme::System:
      // The platform says light or dark; the tones are ours, whose contrast is tested.
      application.setPalette(QPalette());
      application.setPalette(isDark(application.palette()) ? darkPalette() : lightPalette());
      break;
  }
  QToolTip::setPalette(application.palette());
}

}  // namespace effortlab::widgets
