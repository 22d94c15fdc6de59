#include "cli_process.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryFile>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <fstream>
#include <vector>

namespace effortlab::tests {

namespace {

constexpr int startMs = 10'000;
constexpr int runMs = 240'000;
constexpr int imageSide = 28;

void start(QProcess& process, const QStringList& arguments) {
  process.setProgram(QStringLiteral(EFFORTLAB_CLI));
  process.setArguments(arguments);
  process.start();
}

CliResult finish(QProcess& process) {
  CliResult result;
  if (process.waitForFinished(runMs) && process.exitStatus() == QProcess::NormalExit)
    result.exitCode = process.exitCode();
  else
    process.kill();
  result.output = process.readAllStandardOutput();
  result.errors += process.readAllStandardError();
  return result;
}

void appendBigEndian(std::string& bytes, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8)
    bytes += static_cast<char>((value >> shift) & 0xFF);
}

void writeBytes(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace

QJsonObject CliResult::json() const {
  return QJsonDocument::fromJson(output).object();
}

CliResult runCli(const QStringList& arguments) {
  QProcess process;
  start(process, arguments);
  return process.waitForStarted(startMs) ? finish(process) : CliResult{};
}

MeasuredCliResult runCliMeasured(const QStringList& arguments) {
  constexpr unsigned killAfterSeconds = 20;
  std::vector<QByteArray> words{EFFORTLAB_CLI};
  for (const QString& argument : arguments)
    words.push_back(argument.toLocal8Bit());
  std::vector<char*> argv;
  for (QByteArray& word : words)
    argv.push_back(word.data());
  argv.push_back(nullptr);
  QTemporaryFile output;
  QTemporaryFile errors;
  if (!output.open() || !errors.open())
    return {};
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child == 0) {
    dup2(output.handle(), STDOUT_FILENO);
    dup2(errors.handle(), STDERR_FILENO);
    alarm(killAfterSeconds);
    execv(argv[0], argv.data());
    _exit(127);
  }
  int status = 0;
  rusage usage{};
  if (child < 0 || wait4(child, &status, 0, &usage) != child)
    return {};
  constexpr std::int64_t kibibyte = 1024;
  MeasuredCliResult measured;
  measured.milliseconds =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count();
  measured.peakBytes = usage.ru_maxrss * kibibyte;
  measured.result.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  output.seek(0);
  errors.seek(0);
  measured.result.output = output.readAll();
  measured.result.errors = errors.readAll();
  return measured;
}

CliResult interruptCli(const QStringList& arguments) {
  QProcess process;
  start(process, arguments);
  QByteArray errors;
  process.setReadChannel(QProcess::StandardError);
  while (!errors.contains('\n') && process.waitForReadyRead(runMs))
    errors += process.readAllStandardError();
  if (process.state() == QProcess::Running)
    kill(static_cast<pid_t>(process.processId()), SIGINT);
  CliResult result = finish(process);
  result.errors.prepend(errors);
  return result;
}

QString refusalProblem(const CliResult& result) {
  if (result.exitCode != 2)
    return QStringLiteral("exit code %1").arg(result.exitCode);
  if (!result.output.isEmpty())
    return QStringLiteral("text on standard output: ") + QString::fromUtf8(result.output.left(200));
  if (result.errors.count('\n') != 1 || !result.errors.endsWith('\n'))
    return QStringLiteral("%1 lines on standard error").arg(result.errors.count('\n'));
  return {};
}

QString writeIdxSet(const std::filesystem::path& folder, int images) {
  std::filesystem::create_directories(folder);
  std::string pixels;
  std::string labels;
  const auto count = static_cast<std::uint32_t>(images);
  appendBigEndian(pixels, 2051);
  for (const std::uint32_t value : {count, std::uint32_t{imageSide}, std::uint32_t{imageSide}})
    appendBigEndian(pixels, value);
  appendBigEndian(labels, 2049);
  appendBigEndian(labels, count);
  std::uint32_t state = 12345;
  for (int i = 0; i < images; ++i) {
    labels += static_cast<char>(i % 10);
    for (int y = 0; y < imageSide; ++y)
      for (int x = 0; x < imageSide; ++x) {
        state = state * 1664525U + 1013904223U;
        const bool inside = x > 4 + i % 5 && x < 23 && y > 3 && y < 24 - i % 7;
        pixels += static_cast<char>(inside ? 128 + (state >> 25) : state >> 28);
      }
  }
  writeBytes(folder / "t10k-images-idx3-ubyte", pixels);
  writeBytes(folder / "t10k-labels-idx1-ubyte", labels);
  return QStringLiteral("idx:") + QString::fromStdString(folder.string());
}

std::string firstLayerOf(const QString& model, const QString& type) {
  const QJsonArray layers =
      runCli({QStringLiteral("info"), model, QStringLiteral("--json")}).json()["layers"].toArray();
  for (const QJsonValue& layer : layers)
    if (layer[u"type"].toString() == type)
      return layer[u"name"].toString().toStdString();
  return {};
}

}  // namespace effortlab::tests
