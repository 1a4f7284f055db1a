#include "system/run_program.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "system/text.h"

namespace spk {
namespace {

// A file in memory.
class Memory {
 public:
  Memory() : fd_(memfd_create("spk", MFD_CLOEXEC)) {}
  ~Memory() {
    if (fd_ >= 0) close(fd_);
  }
  Memory(const Memory&) = delete;
  Memory(Memory&&) = delete;
  Memory& operator=(const Memory&) = delete;
  Memory& operator=(Memory&&) = delete;

  int fd() const { return fd_; }

  bool Fill(const std::string& text) {
    return pwrite(fd_, text.data(), text.size(), 0) == std::ssize(text);
  }

  std::string LastLine() const {
    std::array<char, 1 << 14> buffer{};
    const ssize_t size = pread(fd_, buffer.data(), buffer.size(), 0);
    std::string text(buffer.data(), static_cast<size_t>(std::max<ssize_t>(0, size)));
    text.erase(text.find_last_not_of(" \t\r\n") + 1);
    text.erase(0, text.rfind('\n') + 1);
    return text.substr(std::min(text.size(), text.find_first_not_of(" \t")));
  }

 private:
  int fd_;
};

// The error of posix_spawn, or 0 and what waitpid says.
int Spawn(const std::string& program, const std::string& folder, int input, int errors,
          int* status) {
  posix_spawn_file_actions_t actions{};
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
  std::string name = program;
  std::array<char*, 2> argv = {name.data(), nullptr};
  pid_t child = 0;
  const int error = posix_spawnp(&child, program.c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  while (error == 0 && waitpid(child, status, 0) < 0 && errno == EINTR) continue;
  return error;
}

}  // namespace

Result<void> RunProgram(const std::string& program, const std::string& folder,
                        const std::string& input) {
  Memory in;
  const Memory errors;
  int status = 0;
  if (!in.Fill(input) || errors.fd() < 0) {
    return Fail(ErrorCode::kOutput, program + " cannot be run: " + std::strerror(errno));
  }
  const int error = Spawn(program, folder, in.fd(), errors.fd(), &status);
  if (error == ENOENT && access(folder.c_str(), X_OK) == 0) {
    return Fail(ErrorCode::kOutput, program + " is needed, and not installed");
  }
  if (error != 0) {
    return Fail(ErrorCode::kOutput, program + " cannot be run: " + std::strerror(error));
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  const std::string reason = errors.LastLine();
  return Fail(ErrorCode::kOutput, program + " failed" + (reason.empty() ? "" : ": " + reason));
}

}  // namespace spk
