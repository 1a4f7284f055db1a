// For LD_PRELOAD: reads, writes and names that fail or are cut short, as $SOAK_FAULT says, of the
// files under the folder $SOAK_ROOT that are not the three standard streams.
//
//   read:ERRNO:BYTES, write:ERRNO:BYTES  what comes after so many bytes fails, for ever
//   close:ERRNO:0   closing what was written to
//   name:ERRNO:0    giving a file its name
//   short:0:SEED    every read and write moves less than was asked for
//
// The first call that a fault meets makes the file $SOAK_FIRED.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace {

struct Fault {
  std::array<char, 8> call{};
  int error = 0;
  std::atomic<int64_t> bytes = 0;

  Fault() {
    long long given = 0;
    const char* text = std::getenv("SOAK_FAULT");
    if (text != nullptr) std::sscanf(text, "%7[a-z]:%d:%lld", call.data(), &error, &given);
    bytes = given;
  }
  bool Is(std::string_view name) const { return name == call.data(); }
};

Fault& TheFault() {
  static Fault fault;
  return fault;
}

std::array<std::atomic<bool>, 1024> written;

template <typename Function>
Function* Next(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

int Fail() {
  if (const char* fired = std::getenv("SOAK_FIRED")) {
    static const auto real = Next<int(int)>("close");
    const int fd = open(fired, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (fd >= 0) real(fd);
  }
  errno = TheFault().error;
  return -1;
}

bool Meets(int fd) {
  const char* root = std::getenv("SOAK_ROOT");
  if (root == nullptr || fd <= STDERR_FILENO) return false;
  const int error = errno;
  std::array<char, 32> link{};
  std::array<char, PATH_MAX> path{};
  std::snprintf(link.data(), link.size(), "/proc/self/fd/%d", fd);
  const ssize_t size = readlink(link.data(), path.data(), path.size() - 1);
  errno = error;
  return size > 0 && std::string_view(path.data()).starts_with(root);
}

// How many of `count` bytes a call may move; -1: it fails.
ssize_t Allowed(const char* call, int fd, size_t count) {
  Fault& fault = TheFault();
  if (count == 0 || !(fault.Is(call) || fault.Is("short")) || !Meets(fd)) {
    return static_cast<ssize_t>(count);
  }
  if (fault.Is("short")) {
    const auto seed = static_cast<uint64_t>(fault.bytes += 0x9E3779B9);
    return static_cast<ssize_t>(1 + (seed * 2654435761U >> 7) % count);
  }
  const int64_t left = fault.bytes.fetch_sub(static_cast<int64_t>(count));
  if (left <= 0) return Fail();
  return std::min(static_cast<ssize_t>(left), static_cast<ssize_t>(count));
}

template <typename Move>
ssize_t Bounded(const char* call, int fd, size_t count, Move move) {
  const ssize_t allowed = Allowed(call, fd, count);
  return allowed < 0 ? -1 : move(static_cast<size_t>(allowed));
}

void NoteWritten(int fd) {
  if (fd >= 0 && static_cast<size_t>(fd) < written.size()) written[static_cast<size_t>(fd)] = true;
}

// A stream for reading that goes through the calls below: the C library's own do not.
FILE* ReadingStream(int fd, const char* mode) {
  cookie_io_functions_t calls{};
  calls.read = [](void* self, char* bytes, size_t count) {
    return read(static_cast<int>(reinterpret_cast<intptr_t>(self)), bytes, count);
  };
  calls.seek = [](void* self, off64_t* offset, int from) {
    *offset = lseek(static_cast<int>(reinterpret_cast<intptr_t>(self)), *offset, from);
    return *offset < 0 ? -1 : 0;
  };
  calls.close = [](void* self) {
    return close(static_cast<int>(reinterpret_cast<intptr_t>(self)));
  };
  return fopencookie(reinterpret_cast<void*>(intptr_t{fd}), mode, calls);
}

}  // namespace

extern "C" {

FILE* fdopen(int fd, const char* mode) {
  static const auto real = Next<FILE*(int, const char*)>("fdopen");
  return std::string_view(mode) == "rb" && Meets(fd) ? ReadingStream(fd, mode) : real(fd, mode);
}

ssize_t read(int fd, void* bytes, size_t count) {
  static const auto real = Next<ssize_t(int, void*, size_t)>("read");
  return Bounded("read", fd, count, [&](size_t n) { return real(fd, bytes, n); });
}

ssize_t pread(int fd, void* bytes, size_t count, off_t offset) {
  static const auto real = Next<ssize_t(int, void*, size_t, off_t)>("pread");
  return Bounded("read", fd, count, [&](size_t n) { return real(fd, bytes, n, offset); });
}

ssize_t pread64(int fd, void* bytes, size_t count, off_t offset) {
  return pread(fd, bytes, count, offset);
}

ssize_t write(int fd, const void* bytes, size_t count) {
  static const auto real = Next<ssize_t(int, const void*, size_t)>("write");
  NoteWritten(fd);
  return Bounded("write", fd, count, [&](size_t n) { return real(fd, bytes, n); });
}

ssize_t writev(int fd, const iovec* parts, int count) {
  for (int i = 0; i < count; ++i) {  // less than all is what it may write
    if (parts[i].iov_len > 0) return write(fd, parts[i].iov_base, parts[i].iov_len);
  }
  return 0;
}

int close(int fd) {
  static const auto real = Next<int(int)>("close");
  const bool fails = fd >= 0 && static_cast<size_t>(fd) < written.size() &&
                     written[static_cast<size_t>(fd)].exchange(false) && TheFault().Is("close") &&
                     Meets(fd);
  const int result = real(fd);
  return fails ? Fail() : result;
}

int linkat(int from, const char* name, int to, const char* new_name, int flags) {
  static const auto real = Next<int(int, const char*, int, const char*, int)>("linkat");
  return TheFault().Is("name") ? Fail() : real(from, name, to, new_name, flags);
}

}  // extern "C"
