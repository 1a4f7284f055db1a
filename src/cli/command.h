// What all subcommands share: inputs, verdicts, exit codes.
#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <string>
#include <vector>

#include "spk/error.h"
#include "system/text.h"

namespace spk {

// Runs a subcommand with its own arguments, argv[0] being its name; returns the exit code.
using CommandFunction = int (*)(int argc, char** argv);

int RunInfo(int argc, char** argv);
int RunModels(int argc, char** argv);
int RunTables(int argc, char** argv);
int RunTest(int argc, char** argv);
// They load what needs LibTorch (see neural.h) when there is work for it.
int RunAnalyse(int argc, char** argv);
int RunDecode(int argc, char** argv);
int RunEncode(int argc, char** argv);
int RunEval(int argc, char** argv);
int RunListen(int argc, char** argv);
int RunPlot(int argc, char** argv);
int RunReport(int argc, char** argv);
int RunTrain(int argc, char** argv);

// `read` gets the opened file, or standard input for "-". kInput when it cannot be opened or read.
Result<void> WithInput(const std::string& path,
                       const std::function<Result<void>(std::istream&)>& read);

// What an exception says, to be called where one is caught: kMemory or kUnexpected. Nothing that a
// user can cause should come to this.
Error CaughtError();

// What `run` returns, or the error it throws.
template <typename T>
Result<T> CatchAll(const std::function<Result<T>()>& run) {
  try {
    return run();
  } catch (...) {
    return tl::make_unexpected(CaughtError());
  }
}

// Counts failures over inputs: with one input its own error code is the exit code, with several
// kSomeFailed stands for all.
class Outcome {
 public:
  void Add(const Result<void>& result);
  int exit_code() const;

 private:
  int inputs_ = 0;
  int failures_ = 0;
  ErrorCode first_ = ErrorCode::kSomeFailed;
};

// The code, or that of the error, which is told.
int ExitCode(const Result<int>& code);

// Flushes standard output; the exit code to end with, kOutput when something could not be written.
int FinishOutput(int exit_code);

std::string ClockText(double seconds);  // h:mm:ss.s
// "1 file", "2 files".
std::string CountText(size_t count, const std::string& one, const std::string& several);

}  // namespace spk
