#pragma once

namespace effortlab::cli {

/// The whole program: parses, runs one command, prints. Returns the exit code.
int runCli(int argc, char** argv);

}  // namespace effortlab::cli
