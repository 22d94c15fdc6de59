#include "cli/run_cli.h"

#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/output_files.h"
#include "cli/process_setup.h"
#include "cli/progress_printer.h"
#include "cli/table_output.h"
#include "core/error.h"
#include "core/parallel.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <vector>

namespace effortlab::cli {

namespace {

constexpr const char* program = "effortlab-cli";

constexpr const char* about =
    "EffortLab: see and tune how little work a neural network needs.\n"
    "The same engine as the EffortLab window, on the command line; no display needed.";

constexpr const char* generalHelp =
    "MODEL is a manifest (*.model.json), a graph (.prototxt with its .caffemodel beside it, .onnx), or the name of a\n"
    "built-in model: fashion-lenet, fashion-vgg. A graph alone does not say how pixels become its input: without\n"
    "flags, images are stretched to its size and pixels divided by 255; with --mean, --mean-file, --scale, --resize "
    "or\n"
    "--crop, what is not given is as in a manifest: no mean, scale 1, no resizing. --random-weights SEED makes "
    "weights\n"
    "up for a .prototxt without a .caffemodel: its shapes, MACs and times, but no meaningful outputs.\n"
    "\n"
    "DATA is one of\n"
    "  sample            Fashion-MNIST's 10,000 test images; the first 2,000 are for tuning, the others are held out\n"
    "  idx:DIR           MNIST family, raw or .gz: the t10k files; idx:DIR#train for the train files\n"
    "  cifar10:DIR|FILE  CIFAR-10, binary version; cifar100: likewise\n"
    "  list:FILE         text file with a line \"relative/path label\" an image\n"
    "  folder:DIR        one folder a class\n"
    "\n"
    "Results go to standard output, progress and messages to standard error.\n"
    "Exit codes: 0 done, 1 the work failed, 2 bad arguments or bad input (one line says what and where),\n"
    "130 interrupted (Ctrl+C; what was done until then is printed and marked as partial).\n"
    "\n"
    "effortlab-cli COMMAND --help tells more about a command.";

struct Entry {
  CommandEntry description;
  std::unique_ptr<Command> command;
  CommonOptionParser common;
  CLI::App* app = nullptr;
};

void complain(const std::string& text) {
  std::fprintf(stderr, "%s: %s\n", program, printable(text).c_str());
}

std::string commandNames() {
  std::string names;
  for (const CommandEntry& entry : commands())
    names += (names.empty() ? "" : ", ") + std::string(entry.name);
  return names;
}

/// Says what is wrong with the first word when it is no command of this version; empty: nothing is.
std::string refuseCommand(int argc, char** argv) {
  if (argc < 2)
    return "a command is needed: " + commandNames() + "; see " + program + " --help";
  const std::string word = argv[1];
  const auto isWord = [&word](const CommandEntry& entry) { return entry.name == word; };
  if (word.starts_with("-") || std::any_of(commands().begin(), commands().end(), isWord))
    return "";
  const auto later = laterCommands();
  if (std::find(later.begin(), later.end(), word) != later.end())
    return "\"" + word + "\" is not in this version; the commands are " + commandNames();
  return "there is no command \"" + word + "\"; the commands are " + commandNames();
}

void describe(CLI::App& app, std::vector<Entry>& entries) {
  constexpr std::size_t optionColumn = 30;
  app.name(program);
  app.description(about);
  app.footer(generalHelp);
  app.get_formatter()->column_width(optionColumn);
  app.set_version_flag("--version", std::string(program) + " " EFFORTLAB_VERSION, "Print the version and end");
  app.set_help_flag("--help,-h", "Print this help and end");
  app.require_subcommand(1);
  for (const CommandEntry& description : commands()) {
    Entry& entry = entries.emplace_back();
    entry.description = description;
    entry.command = description.make();
    entry.app = app.add_subcommand(std::string(description.name), std::string(description.summary));
    entry.app->set_version_flag("--version", std::string(program) + " " EFFORTLAB_VERSION, "Print the version and end");
    entry.command->addOptions(*entry.app);
    entry.common.addTo(*entry.app);
  }
}

/// CLI11's own message as one line that also says where to look.
std::string parseMessage(const CLI::App& app, const CLI::ParseError& error) {
  std::string command = program;
  for (const CLI::App* sub : app.get_subcommands())
    command += " " + sub->get_name();
  std::string text = error.what();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text + "; see " + command + " --help";
}

void writeStandardOutput(const std::string& text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (std::fflush(stdout) != 0 || !written)
    throw WorkFailed("standard output: cannot be written");
}

ExitCode runCommand(Entry& entry) {
  const CommonOptions options = entry.common.resolve();
  const Interrupt interrupt;
  const ThreadLimit limit(options.threads);
  limitForeignPools(options.threads);
  const ThreadArena arena(options.threads);
  ProgressPrinter progress;
  const CommandContext context{
      .options = options,
      .control = {.stop = interrupt.token(), .onProgress = [&progress](const Progress& p) { progress.show(p); }}};
  arena.run([&] { entry.command->compute(context); });
  progress.clear();
  const Report report = entry.command->report(context);
  progress.clear();
  writeStandardOutput(report.text);
  if (report.complete)
    return ExitCode::Done;
  complain("interrupted; the results are partial");
  return ExitCode::Interrupted;
}

ExitCode runGuarded(Entry& entry) {
  try {
    return runCommand(entry);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::Cancelled) {
      complain("interrupted before there were any results");
      return ExitCode::Interrupted;
    }
    complain(error.what());
    return ExitCode::BadInput;
  } catch (const std::bad_alloc&) {
    complain("not enough memory; a smaller --batch or --limit needs less");
  } catch (const std::exception& error) {
    complain(error.what());
  }
  return ExitCode::Failed;
}

}  // namespace

int runCli(int argc, char** argv) {
  const std::string refusal = refuseCommand(argc, argv);
  if (!refusal.empty()) {
    complain(refusal);
    return static_cast<int>(ExitCode::BadInput);
  }
  CLI::App app;
  std::vector<Entry> entries;
  entries.reserve(commands().size());
  describe(app, entries);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help, --version
    return app.exit(asked);
  } catch (const CLI::ParseError& error) {
    complain(parseMessage(app, error));
    return static_cast<int>(ExitCode::BadInput);
  }
  for (Entry& entry : entries)
    if (entry.app->parsed())
      return static_cast<int>(runGuarded(entry));
  return static_cast<int>(ExitCode::BadInput);
}

}  // namespace effortlab::cli
