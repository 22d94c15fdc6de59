#pragma once

// Include in exactly one file of a test program: its main(), with or without widgets.
#ifdef EFFORTLAB_TEST_WIDGETS
#include <QApplication>
#else
#include <QCoreApplication>
#endif
#include <QTemporaryDir>

namespace effortlab::tests {
int runRegisteredTests(int argc, char** argv);
}

int main(int argc, char** argv) {
#ifdef EFFORTLAB_TEST_WIDGETS
  QApplication application(argc, argv);
#else
  QCoreApplication application(argc, argv);
#endif
  const QTemporaryDir cache;  // measured plans of a test are not the user's
  qputenv("XDG_CACHE_HOME", cache.path().toUtf8());
  QCoreApplication::setOrganizationName(QStringLiteral("EffortLabTests"));
  return effortlab::tests::runRegisteredTests(argc, argv);
}
