#include "cli/neural/output_stream.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace spk {

OutputStream::OutputStream(const std::string& path) : std::ostream(nullptr), buffer_(path) {
  rdbuf(&buffer_);
}

int OutputStream::Close() { return buffer_.Close(); }

OutputStream::Buffer::Buffer(const std::string& path)
    : fd_(path == "/dev/stdout"
              ? fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)
              : open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {
  if (fd_ < 0) error_ = errno;
  setp(bytes_.data(), bytes_.data() + bytes_.size());
}

int OutputStream::Buffer::Close() {
  sync();
  if (fd_ >= 0 && ::close(fd_) != 0 && error_ == 0) error_ = errno;
  fd_ = -1;
  return error_;
}

OutputStream::Buffer::int_type OutputStream::Buffer::overflow(int_type c) {
  if (sync() != 0) return traits_type::eof();
  if (!traits_type::eq_int_type(c, traits_type::eof())) sputc(traits_type::to_char_type(c));
  return traits_type::not_eof(c);
}

int OutputStream::Buffer::sync() {
  for (const char* next = pbase(); next < pptr() && error_ == 0;) {
    const ssize_t written = ::write(fd_, next, static_cast<size_t>(pptr() - next));
    if (written > 0) next += written;
    if (written < 0 && errno != EINTR) error_ = errno;
  }
  setp(bytes_.data(), bytes_.data() + bytes_.size());
  return error_ == 0 ? 0 : -1;
}

}  // namespace spk
