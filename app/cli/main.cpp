#include "cli/run_cli.h"

int main(int argc, char** argv) {
  return effortlab::cli::runCli(argc, argv);
}
