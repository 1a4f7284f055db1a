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
  std::string folder = ".";        // where it runs
  std::string input = "/dev/null";
  std::string output = "/dev/null";  // the files that get what it prints
  std::string errors = "/dev/null";
};

// Runs it to its end; its status, as of waitpid. `keep_going`, if there is one, is asked a hundred
// times a second: when it says false, the program and what it has started are stopped. Fails with
// kSomeFailed and the system's reason where it cannot be started, and kCancelled where it
// was stopped.
Result<int> RunChild(const ProgramCall& call, const std::function<bool()>& keep_going);

}  // namespace spk
