#include "shell/icons.h"

#include <QFile>
#include <QPainter>
#include <QPalette>
#include <QPixmap>
#include <QSvgRenderer>

namespace effortlab::app {

namespace {

constexpr int iconPixels = 20;
constexpr int largestScale = 3;

QPixmap drawn(const QByteArray& svg, const QColor& color, int scale) {
  QByteArray coloured = svg;
  coloured.replace("currentColor", color.name().toLatin1());
  QSvgRenderer renderer(coloured);
  QPixmap pixmap(iconPixels * scale, iconPixels * scale);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  renderer.render(&painter);
  painter.end();
  pixmap.setDevicePixelRatio(scale);
  return pixmap;
}

}  // namespace

QIcon themedIcon(const QString& name, const QPalette& palette) {
  QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
  if (!file.open(QIODevice::ReadOnly))
    return {};
  const QByteArray svg = file.readAll();
  QIcon icon;
  for (int scale = 1; scale <= largestScale; ++scale) {
    icon.addPixmap(drawn(svg, palette.color(QPalette::Active, QPalette::ButtonText), scale), QIcon::Normal);
    icon.addPixmap(drawn(svg, palette.color(QPalette::Disabled, QPalette::ButtonText), scale), QIcon::Disabled);
  }
  return icon;
}

QIcon applicationIcon() {
  return QIcon(QStringLiteral(":/icons/effortlab.svg"));
}

}  // namespace effortlab::app
