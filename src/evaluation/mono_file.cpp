#include "evaluation/mono_file.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>

namespace spk {
namespace {

tl::unexpected<Error> FailToWrite() {
  return Fail(ErrorCode::kOutput,
              std::string("cannot write a temporary file: ") + std::strerror(errno));
}

}  // namespace

Result<void> MonoFile::Open(const AudioFormat& format) {
  format_ = format;
  std::error_code none;
  std::string name = std::filesystem::temp_directory_path(none) / "spk.XXXXXX";
  const int fd = mkstemp(name.data());
  if (fd < 0) return FailToWrite();
  unlink(name.c_str());
  file_.reset(fdopen(fd, "w+b"));
  if (!file_) return FailToWrite();
  return {};
}

Result<void> MonoFile::Write(std::span<const float> interleaved) {
  const auto channels = static_cast<size_t>(format_.channels);
  mono_.assign(interleaved.size() / channels, 0);
  for (size_t i = 0; i < interleaved.size(); ++i) {
    mono_[i / channels] += interleaved[i] / static_cast<float>(channels);
  }
  const size_t written = std::fwrite(mono_.data(), sizeof(float), mono_.size(), file_.get());
  if (written < mono_.size()) return FailToWrite();
  return {};
}

Result<void> MonoFile::Close() {
  if (std::fflush(file_.get()) != 0) return FailToWrite();
  std::rewind(file_.get());
  return {};
}

Result<int64_t> MonoFile::Read(std::span<float> samples) {
  const size_t count = std::fread(samples.data(), sizeof(float), samples.size(), file_.get());
  if (std::ferror(file_.get()) != 0) {
    return Fail(ErrorCode::kInput, "cannot read a temporary file back");
  }
  return static_cast<int64_t>(count);
}

}  // namespace spk
