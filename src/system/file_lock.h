#pragma once

#include <string>
#include <utility>

#include "spk/error.h"

namespace spk {

// Keeps other holders of such a lock from a file for as long as it lives, or the process does.
class FileLock {
 public:
  // Makes the file where there is none. Fails with kOutput where another has it. Where the file
  // system knows no locks it is as if nobody had it.
  static Result<FileLock> Take(const std::string& path);

  FileLock(FileLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  FileLock& operator=(FileLock&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
  }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int file) : file_(file) {}

  int file_;
};

}  // namespace spk
