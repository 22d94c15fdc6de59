#pragma once

#include <QObject>

#include <memory>

namespace effortlab::tests {

/// Makes a QtTest class known to the test program's main(). Use EFFORTLAB_TEST(tst_name) once in tst_name.cpp.
struct TestRegistration {
  TestRegistration(const char* name, std::unique_ptr<QObject> (*make)());
};

}  // namespace effortlab::tests

#define EFFORTLAB_TEST(Class)                                           \
  static const effortlab::tests::TestRegistration registration_##Class{ \
      #Class, []() -> std::unique_ptr<QObject> { return std::make_unique<Class>(); }};
