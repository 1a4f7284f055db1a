// The program `spk`: finds the subcommand and runs it. Each has a file of its own.
#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>

#include "cli/command.h"
#include "cli/describe.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "spk/spk_file.h"
#include "system/processor.h"

namespace {

struct Command {
  std::string_view name;
  std::string_view summary;
  spk::CommandFunction run;
};

constexpr std::array kCommands = {
    Command{"encode", "recordings to .spk files", spk::RunEncode},
    Command{"decode", ".spk files to recordings", spk::RunDecode},
    Command{"info", "show what .spk files hold and what they cost", spk::RunInfo},
    Command{"test", "verify .spk files, without a model", spk::RunTest},
    Command{"models", "list the models that encode and decode find", spk::RunModels},
    Command{"eval", "measure what the codec costs and keeps of recordings", spk::RunEval},
    Command{"analyse", "find which note each unit of a model stands for", spk::RunAnalyse},
    Command{"plot", "draw recordings and .spk files", spk::RunPlot},
    Command{"report", "a page to compare recordings with what comes back", spk::RunReport},
    Command{"listen", "make a blind listening test, and evaluate it", spk::RunListen},
    Command{"tables", "learn what makes a model's files smaller", spk::RunTables},
    Command{"train", "train a model, or go on with a run", spk::RunTrain},
};

void PrintHelp(std::ostream& out) {
  out << "spk " SPK_VERSION
         ": an event-based neural codec for piano recordings\n\n"
         "usage: spk COMMAND [OPTION…] [FILE…]\n\n";
  for (const Command& command : kCommands) {
    out << "  " << command.name << std::string(8 - command.name.size(), ' ') << command.summary
        << "\n";
  }
  out << "\n`spk help COMMAND` tells the options of a command, `spk --version` the version.\n";
}

// The part of spk(1) or of a completion that is about the program as a whole.
void Describe(std::string_view what) {
  for (const Command& command : kCommands) {
    const std::string name(command.name);
    std::cout << (what == "manual" ? ".TP\n\\fBspk\\-" + name + "\\fR(1)\n" : name + "\t-\t")
              << (what == "manual" ? spk::RoffText(command.summary) : std::string(command.summary))
              << "\n";
  }
}

// LibTorch is that which the program was built with: to load it for its name would take longer than
// all else that scripts ask the version for.
void PrintVersion() {
  std::cout << "spk " SPK_VERSION ", .spk format " << spk::kFormatVersion << "\n";
#ifdef SPK_LIBTORCH_VERSION
  std::cout << "LibTorch " SPK_LIBTORCH_VERSION ", " << spk::CpuCapability() << "\n";
#endif
}

int RunCommand(int argc, char** argv) {
  const std::string_view name = argv[1];
  for (const Command& command : kCommands) {
    if (name == command.name) return command.run(argc - 1, argv + 1);
  }
  spdlog::error("'{}' is not a command (see spk --help)", name);
  return static_cast<int>(spk::ErrorCode::kUsage);
}

// Where a shell closed one of the three (2>&-), the next file to be opened would get its number,
// and messages would be written into it. Writing to what is opened instead fails, for standard
// error's part without a word.
void OpenMissingStreams() {
  for (const auto& [number, mode] :
       {std::pair(STDIN_FILENO, O_WRONLY), std::pair(STDOUT_FILENO, O_RDONLY),
        std::pair(STDERR_FILENO, O_WRONLY)}) {
    if (fcntl(number, F_GETFD) < 0) open("/dev/null", mode);
  }
}

int Run(int argc, char** argv) {
  if (argc < 2) {
    PrintHelp(std::cerr);
    return static_cast<int>(spk::ErrorCode::kUsage);
  }
  const std::string_view first = argv[1];
  if (first == "--help" || first == "-h") {
    PrintHelp(std::cout);
    return spk::FinishOutput(0);
  }
  if (first == "help") {  // spk help COMMAND
    if (argc > 2) {
      std::string help = "--help";
      std::array<char*, 4> arguments = {argv[0], argv[2], help.data(), nullptr};
      return RunCommand(3, arguments.data());
    }
    PrintHelp(std::cout);
    return spk::FinishOutput(0);
  }
  if (first.starts_with(spk::kDescribe)) {
    Describe(first.substr(spk::kDescribe.size()));
    return spk::FinishOutput(0);
  }
  if (first == "--version" || first == "-V") {
    PrintVersion();
    return spk::FinishOutput(0);
  }
  return RunCommand(argc, argv);
}

}  // namespace

int main(int argc, char** argv) {
  OpenMissingStreams();
  std::signal(SIGXFSZ, SIG_IGN);  // a limit of file sizes (ulimit -f) is an error of writing
  spk::SetUpLog();
  try {
    return Run(argc, argv);
  } catch (...) {
    const spk::Error error = spk::CaughtError();
    spdlog::error("{}", error.message);
    return static_cast<int>(error.code);
  }
}
