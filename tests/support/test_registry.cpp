#include "support/test_registry.h"

#include <QCoreApplication>
#include <QTest>

#include <cstdio>
#include <string_view>
#include <vector>

namespace effortlab::tests {

namespace {

struct Entry {
  std::string_view name;
  std::unique_ptr<QObject> (*make)();
};

std::vector<Entry>& entries() {
  static std::vector<Entry> all;
  return all;
}

}  // namespace

TestRegistration::TestRegistration(const char* name, std::unique_ptr<QObject> (*make)()) {
  entries().push_back({name, make});
}

/// Runs the class named by the first argument, or all of them; further arguments go to QtTest.
int runRegisteredTests(int argc, char** argv) {
  std::vector<char*> arguments(argv, argv + argc);
  std::string_view only;
  if (argc > 1 && std::string_view(argv[1]).starts_with("tst_")) {
    only = argv[1];
    arguments.erase(arguments.begin() + 1);
  }
  int failures = 0;
  int ran = 0;
  for (const Entry& entry : entries()) {
    if (!only.empty() && entry.name != only)
      continue;
    const std::unique_ptr<QObject> test = entry.make();
    failures += QTest::qExec(test.get(), static_cast<int>(arguments.size()), arguments.data());
    ++ran;
  }
  if (ran == 0) {
    std::fprintf(stderr, "no test class is called %.*s\n", static_cast<int>(only.size()), only.data());
    return 1;
  }
  return failures == 0 ? 0 : 1;
}

}  // namespace effortlab::tests
