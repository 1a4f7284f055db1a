// Files, folders and programs that must not outlive the process, also where a signal ends it.
#pragma once

#include <sys/types.h>

#include <string>

namespace spk {

// From now on SIGINT, SIGTERM and SIGHUP remove what is registered and end the process, whatever
// its threads are doing or waiting for; the second signal ends it at once. What was ignored when
// the process started (a script's background jobs, nohup) stays ignored.
void RemoveDebrisOnSignals();

// Calls `handler` at the first such signal; the second does what the system has it do. What was
// ignored when the process started stays ignored.
void HandleOnce(int signal, void (*handler)(int));

// A file, or a folder and all that is in it. Best before it is made.
void RegisterDebris(const std::string& path);
void ForgetDebris(const std::string& path);

// A program that runs in a process group of its own, which the terminal's signals do not reach: it
// is asked to end, and killed a tenth of a second later.
void RegisterGroup(pid_t leader);
void ForgetGroup(pid_t leader);

}  // namespace spk
