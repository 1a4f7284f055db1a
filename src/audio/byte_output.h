#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "spk/error.h"

namespace spk {

// A file descriptor to write to. The first error stays: what is written after it is dropped, and
// Status reports it, also where libsndfile, which writes through this, forgets it. Stays where it
// is in memory for libsndfile's sake.
class ByteOutput {
 public:
  // Creates or empties the file at `path`, which may be /proc/self/fd/N or a pipe; "-" is the
  // standard output. Messages call it `name`. Fails with kOutput.
  static Result<std::unique_ptr<ByteOutput>> Open(const std::string& path, const std::string& name);
  // A file without a name, which is gone when it is closed. Fails with kOutput.
  static Result<std::unique_ptr<ByteOutput>> Temporary();

  ByteOutput(int fd, std::string name) : fd_(fd), name_(std::move(name)) {}
  ByteOutput(const ByteOutput&) = delete;
  ByteOutput(ByteOutput&&) = delete;
  ByteOutput& operator=(const ByteOutput&) = delete;
  ByteOutput& operator=(ByteOutput&&) = delete;
  ~ByteOutput();

  int fd() const { return fd_; }
  // Whether what was written can be changed later: an ordinary file that is ours from its start.
  bool rewritable() const;

  void Write(std::span<const uint8_t> bytes);
  // Goes on writing at the start.
  void Rewind();
  // Writes all of `file`.
  void Copy(const ByteOutput& file);
  // The last place where the system may report that it could not write.
  void Close();

  // kOutput with the reason of the first error.
  Result<void> Status() const;

 private:
  int fd_;
  std::string name_;
  int error_ = 0;  // errno of the first error
};

}  // namespace spk
