// Other programs, run without a shell.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "spk/error.h"

namespace spk {

// Where a program is: in the folders of PATH, unless its name holds a slash. Empty if nothing that
// can be run is there.
std::string FindProgram(const std::string& name);

struct ProgramCall {
  std::string program;             // its path
  std::vector<std::string> words;  // its arguments, its own name the first
  std::string output;              // the files that get what it prints
  std::string errors;
};

// Runs it to its end with nothing on standard input; its status, as of waitpid. `keep_going` is
// asked a hundred times a second: when it says false, the program and what it has started are
// stopped. Fails with kSomeFailed and the system's reason where it cannot be started, and with
// "interrupted" where it was stopped.
Result<int> RunProgram(const ProgramCall& call, const std::function<bool()>& keep_going);

}  // namespace spk
