#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "spk/error.h"

namespace spk {

// A file's bytes, mapped read-only for the life of the object. Move-only.
class MappedFile {
 public:
  static Result<MappedFile> Open(const std::string& path);  // fails with kInput

  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&&) = delete;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  std::span<const uint8_t> bytes() const { return bytes_; }

 private:
  explicit MappedFile(std::span<uint8_t> bytes) : bytes_(bytes) {}

  std::span<uint8_t> bytes_;
};

}  // namespace spk
