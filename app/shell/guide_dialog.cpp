#include "shell/guide_dialog.h"

#include <QDesktopServices>
#include <QDialogButtonBox>
#include <QDir>
#include <QFile>
#include <QListWidget>
#include <QSplitter>
#include <QTextBrowser>
#include <QVBoxLayout>

#include <algorithm>

namespace effortlab::app {

namespace {

const QString folder = QStringLiteral(":/help");
/// Stands last: most readers want to use the program.
const QString forDevelopers = QStringLiteral("architecture.md");
constexpr QSize guideSize{900, 680};
constexpr int listWidth = 200;
constexpr int textMargin = 18;

QString contents(const QString& resource) {
  QFile file(resource);
  return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QString titleOf(const QString& markdown, const QString& otherwise) {
  for (const QString& line : markdown.split(QLatin1Char('\n')))
    if (line.startsWith(QLatin1String("# ")))
      return line.mid(2).trimmed();
  return otherwise;
}

}  // namespace

GuideDialog::GuideDialog(QWidget* parent) : QDialog(parent), m_pages(new QListWidget), m_text(new QTextBrowser) {
  setWindowTitle(tr("User Guide"));
  resize(guideSize);
  m_pages->setAccessibleName(tr("Pages of the guide"));
  m_text->setAccessibleName(tr("Page"));
  m_text->setFrameShape(QFrame::NoFrame);
  m_text->document()->setDocumentMargin(textMargin);
  m_text->setOpenLinks(false);
  connect(m_text, &QTextBrowser::anchorClicked, this, [this](const QUrl& link) {
    const QString page = folder + QLatin1Char('/') + link.path();
    if (link.isRelative() && QFile::exists(page))
      showPage(page);
    else if (!link.isRelative())
      QDesktopServices::openUrl(link);
  });
  QStringList names = QDir(folder).entryList({QStringLiteral("*.md")}, QDir::Files, QDir::Name);
  std::stable_partition(names.begin(), names.end(), [](const QString& name) { return name != forDevelopers; });
  for (const QString& name : names) {
    const QString resource = folder + QLatin1Char('/') + name;
    auto* item = new QListWidgetItem(titleOf(contents(resource), name), m_pages);
    item->setData(Qt::UserRole, resource);
  }
  connect(m_pages, &QListWidget::currentItemChanged, this, [this](const QListWidgetItem* item) {
    if (item != nullptr)
      m_text->setMarkdown(contents(item->data(Qt::UserRole).toString()));
  });
  auto* splitter = new QSplitter;
  splitter->addWidget(m_pages);
  splitter->addWidget(m_text);
  splitter->setSizes({listWidth, guideSize.width() - listWidth});
  splitter->setStretchFactor(1, 1);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(splitter, 1);
  layout->addWidget(buttons);
  showPage(folder + QStringLiteral("/knobs.md"));
  if (m_pages->currentRow() < 0)
    m_pages->setCurrentRow(0);
}

void GuideDialog::showPage(const QString& resource) {
  for (int row = 0; row < m_pages->count(); ++row)
    if (m_pages->item(row)->data(Qt::UserRole).toString() == resource)
      m_pages->setCurrentRow(row);
}

}  // namespace effortlab::app
