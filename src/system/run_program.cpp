#include "system/run_program.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "system/child_program.h"

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
  // By which a child opens it.
  std::string Path() const { return "/proc/self/fd/" + std::to_string(fd_); }

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

}  // namespace

Result<void> RunProgram(const std::vector<std::string>& words, const std::string& folder,
                        const std::string& input) {
  const std::string& program = words.front();
  Memory in;
  const Memory errors;
  if (!in.Fill(input) || errors.fd() < 0) {
    return Fail(ErrorCode::kOutput, program + " cannot be run: " + std::strerror(errno));
  }
  const std::string path = FindProgram(program);
  if (path.empty()) return Fail(ErrorCode::kOutput, program + " is needed, and not installed");
  const auto status = RunChild({.program = path,
                                .words = words,
                                .folder = folder,
                                .input = in.Path(),
                                .errors = errors.Path()},
                               {});
  if (!status) return Fail(ErrorCode::kOutput, program + " " + status.error().message);
  if (WIFEXITED(*status) && WEXITSTATUS(*status) == 0) return {};
  const std::string reason = errors.LastLine();
  return Fail(ErrorCode::kOutput, program + " failed" + (reason.empty() ? "" : ": " + reason));
}

}  // namespace spk
