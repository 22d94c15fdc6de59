#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QStringList>

#include <filesystem>
#include <string>

namespace effortlab::tests {

struct CliResult {
  int exitCode = -1;  ///< -1: crashed, or did not end in time
  QByteArray output;
  QByteArray errors;

  /// The whole of standard output as one JSON object; empty when it is anything else.
  QJsonObject json() const;
};

/// Runs effortlab-cli to its end.
CliResult runCli(const QStringList& arguments);

struct MeasuredCliResult {
  CliResult result;
  qint64 milliseconds = 0;
  std::int64_t peakBytes = 0;  ///< largest resident size
};

/// The same, with its time and memory; killed after 20 s.
MeasuredCliResult runCliMeasured(const QStringList& arguments);

/// Runs effortlab-cli until its first line on standard error, sends SIGINT, and waits for its end.
CliResult interruptCli(const QStringList& arguments);

/// "is one line on standard error, exit code 2, nothing on standard output": empty, or what is wrong instead.
QString refusalProblem(const CliResult& result);

/// An IDX pair of 28x28 images with patterns drawn from a fixed seed, labels in turn; returns "idx:FOLDER".
QString writeIdxSet(const std::filesystem::path& folder, int images);

/// The name of the first layer of this type in a built-in model.
std::string firstLayerOf(const QString& model, const QString& type);

}  // namespace effortlab::tests
