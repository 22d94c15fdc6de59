#pragma once

#include "cli/common_options.h"
#include "core/run_control.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace effortlab::cli {

enum class ExitCode { Done = 0, Failed = 1, BadInput = 2, Interrupted = 130 };

/// What every command is given besides its own options.
struct CommandContext {
  CommonOptions options;
  RunControl control;  ///< stops on SIGINT, shows progress on standard error
};

/// What a command puts on standard output.
struct Report {
  std::string text;
  bool complete = true;  ///< false: interrupted, `text` holds what was done until then
};

/// One command of the program: its options, its work, its output.
class Command {
public:
  virtual ~Command() = default;
  virtual void addOptions(CLI::App& app) = 0;
  /// The work, with at most the asked-for number of threads. Errors: Error.
  virtual void compute(const CommandContext& context) = 0;
  /// Writes files, if any, and returns what to print. On the main thread. Errors: Error.
  virtual Report report(const CommandContext& context) = 0;
};

struct CommandEntry {
  std::string_view name;
  std::string_view summary;
  std::unique_ptr<Command> (*make)();
};

/// The commands of this version, in the order of --help.
std::span<const CommandEntry> commands();
/// Names that are reserved for commands of later versions.
std::span<const std::string_view> laterCommands();

std::unique_ptr<Command> makeInfoCommand();
std::unique_ptr<Command> makeEvaluateCommand();
std::unique_ptr<Command> makePredictCommand();
std::unique_ptr<Command> makeBenchCommand();
std::unique_ptr<Command> makeTuneCommand();
std::unique_ptr<Command> makeStudyCommand();
std::unique_ptr<Command> makeVideoCommand();
std::unique_ptr<Command> makeWeightsCommand();
std::unique_ptr<Command> makeExportOnnxCommand();
std::unique_ptr<Command> makeLayersCommand();
std::unique_ptr<Command> makeDemoCommand();

}  // namespace effortlab::cli
