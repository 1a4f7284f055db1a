#include "system/child_program.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sstream>
#include <thread>

#include "system/debris.h"

namespace spk {
namespace {

namespace fs = std::filesystem;

constexpr auto kPause = std::chrono::milliseconds(10);
constexpr int kPausesToEnd = 100;  // a second to clean up in

bool CanRun(const std::string& path) {
  std::error_code none;
  return fs::is_regular_file(path, none) && access(path.c_str(), X_OK) == 0;
}

// Where the three standard streams of a child go. It gets no other of our files.
class Streams {
 public:
  explicit Streams(const ProgramCall& call) {
    constexpr int kWrite = O_WRONLY | O_CREAT | O_TRUNC;
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, call.input.c_str(), O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, call.output.c_str(), kWrite, 0600);
    posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, call.errors.c_str(), kWrite, 0600);
    posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    // Last: the names of files are the caller's.
    posix_spawn_file_actions_addchdir_np(&actions_, call.folder.c_str());
  }
  ~Streams() { posix_spawn_file_actions_destroy(&actions_); }
  Streams(const Streams&) = delete;
  Streams& operator=(const Streams&) = delete;
  Streams(Streams&&) = delete;
  Streams& operator=(Streams&&) = delete;

  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

// A process group of its own, so that what the child starts can be stopped with it, and the signals
// as a program expects them: of ours some are ignored.
class Attributes {
 public:
  Attributes() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGINT, SIGTERM, SIGPIPE}) sigaddset(&signals, signal);
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setsigdefault(&attributes_, &signals);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  ~Attributes() { posix_spawnattr_destroy(&attributes_); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  Attributes(Attributes&&) = delete;
  Attributes& operator=(Attributes&&) = delete;

  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

// Does not take the status: until that is done, the number is nobody else's.
bool HasEnded(pid_t child) {
  siginfo_t info{};
  return waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
         info.si_pid == child;
}

int TakeStatus(pid_t child) {
  ForgetGroup(child);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

void Stop(pid_t child) {
  kill(-child, SIGTERM);
  for (int i = 0; i < kPausesToEnd && !HasEnded(child); ++i) std::this_thread::sleep_for(kPause);
  kill(-child, SIGKILL);
  TakeStatus(child);
}

}  // namespace

std::string FindProgram(const std::string& name) {
  if (name.find('/') != std::string::npos) return CanRun(name) ? name : "";
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  std::string folder;
  while (!name.empty() && std::getline(folders, folder, ':')) {
    std::string found = (fs::path(folder.empty() ? "." : folder) / name).string();
    if (CanRun(found)) return found;
  }
  return "";
}

Result<int> RunChild(const ProgramCall& call, const std::function<bool()>& keep_going) {
  const Streams streams(call);
  const Attributes attributes;
  std::vector<char*> words;
  // posix_spawn wants mutable pointers; it only reads.
  for (const std::string& word : call.words) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  pid_t child = 0;
  const int error = posix_spawn(&child, call.program.c_str(), streams.get(), attributes.get(),
                                words.data(), environ);
  if (error != 0) {
    return Fail(ErrorCode::kSomeFailed, std::string("cannot be started: ") + std::strerror(error));
  }
  RegisterGroup(child);
  while (!HasEnded(child)) {
    if (keep_going && !keep_going()) {
      Stop(child);
      return Fail(ErrorCode::kCancelled, "interrupted");
    }
    std::this_thread::sleep_for(kPause);
  }
  return TakeStatus(child);
}

}  // namespace spk
