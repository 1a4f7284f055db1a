#include "audio/byte_output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "system/temporary.h"

namespace spk {
namespace {

Result<std::unique_ptr<ByteOutput>> Wrap(int fd, const std::string& name) {
  if (fd >= 0) return std::make_unique<ByteOutput>(fd, name);
  return Fail(ErrorCode::kOutput, name + ": cannot open: " + std::strerror(errno));
}

}  // namespace

Result<std::unique_ptr<ByteOutput>> ByteOutput::Open(const std::string& path,
                                                     const std::string& name) {
  if (path == "-") return Wrap(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0), name);
  return Wrap(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666), name);
}

Result<std::unique_ptr<ByteOutput>> ByteOutput::Temporary() {
  const auto fd = OpenTemporaryFile();
  SPK_TRY(fd);
  return Wrap(*fd, "temporary file in " + TemporaryFolder());
}

ByteOutput::~ByteOutput() { Close(); }

bool ByteOutput::rewritable() const {
  struct stat status {};
  return fstat(fd_, &status) == 0 && S_ISREG(status.st_mode) &&
         (fcntl(fd_, F_GETFL) & O_APPEND) == 0 && lseek(fd_, 0, SEEK_CUR) == 0;
}

void ByteOutput::Write(std::span<const uint8_t> bytes) {
  while (!bytes.empty() && error_ == 0) {
    const ssize_t written = write(fd_, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes = bytes.subspan(static_cast<size_t>(written));
    } else if (errno != EINTR) {
      error_ = errno;
    }
  }
}

void ByteOutput::Rewind() {
  if (lseek(fd_, 0, SEEK_SET) < 0 && error_ == 0) error_ = errno;
}

void ByteOutput::Copy(const ByteOutput& file) {
  std::array<uint8_t, 1 << 16> buffer;
  off_t offset = 0;
  ssize_t size = 0;
  while (error_ == 0 && (size = pread(file.fd_, buffer.data(), buffer.size(), offset)) > 0) {
    Write(std::span(buffer).first(static_cast<size_t>(size)));
    offset += size;
  }
  if (size < 0) error_ = errno;
}

void ByteOutput::Close() {
  if (fd_ >= 0 && close(fd_) != 0 && error_ == 0) error_ = errno;
  fd_ = -1;
}

Result<void> ByteOutput::Status() const {
  if (error_ == 0) return {};
  return Fail(ErrorCode::kOutput, name_ + ": cannot write: " + std::strerror(error_));
}

}  // namespace spk
