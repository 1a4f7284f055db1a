#include "audio/input_descriptor.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <span>
#include <string_view>

#include "system/temporary.h"

namespace spk {
namespace {

// Looks at the first bytes of a pipe and leaves them in it. What cannot be looked at is not WAV.
bool StartsLikeWav(int pipe_fd) {
  std::array<int, 2> copy{};
  if (pipe2(copy.data(), O_CLOEXEC) != 0) return false;
  std::array<char, 4> id{};
  const bool seen = tee(pipe_fd, copy[1], id.size(), 0) == ssize_t{id.size()} &&
                    read(copy[0], id.data(), id.size()) == ssize_t{id.size()};
  close(copy[0]);
  close(copy[1]);
  return seen && std::string_view(id.data(), id.size()) == "RIFF";
}

bool WriteAll(int fd, std::span<const char> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) bytes = bytes.subspan(static_cast<size_t>(written));
  }
  return true;
}

// Moves all that comes from `from` into a temporary file. Fails with kInput and kOutput.
Result<int> Spool(int from) {
  auto fd = OpenTemporaryFile();
  if (!fd) return fd;
  std::array<char, 1 << 16> buffer;
  ssize_t size = 1;
  while (size != 0) {
    size = read(from, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size >= 0 && WriteAll(*fd, {buffer.data(), static_cast<size_t>(size)})) continue;
    const int error = errno;
    close(*fd);
    if (size >= 0) return FailTemporary(error);
    return Fail(ErrorCode::kInput, std::strerror(error));
  }
  lseek(*fd, 0, SEEK_SET);
  return fd;
}

}  // namespace

Result<int> OpenInput(const std::string& path) {
  int fd = path == "-" ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                       : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status {};
  if (fd >= 0 && fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
    close(fd);
    return Fail(ErrorCode::kInput, std::strerror(EISDIR));
  }
  if (fd >= 0 && lseek(fd, 0, SEEK_CUR) < 0 && !StartsLikeWav(fd)) {
    auto spooled = Spool(fd);
    close(fd);
    return spooled;
  }
  if (fd < 0) return Fail(ErrorCode::kInput, std::strerror(errno));
  return fd;
}

Result<void> CheckReadable(int fd) {
  char byte = 0;
  const off_t here = lseek(fd, 0, SEEK_CUR);
  if (here < 0 || pread(fd, &byte, 1, here) >= 0) return {};
  return Fail(ErrorCode::kInput, std::string("cannot read: ") + std::strerror(errno));
}

}  // namespace spk
