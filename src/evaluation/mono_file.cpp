#include "evaluation/mono_file.h"

#include <cerrno>

#include "system/temporary.h"

namespace spk {
namespace {

class MonoFileSource : public AudioSource {
 public:
  MonoFileSource(int fd, int sample_rate) : fd_(fd), sample_rate_(sample_rate) {}

  int sample_rate() const override { return sample_rate_; }
  int channels() const override { return 1; }

  Result<int64_t> Read(std::span<float> samples) override {
    const auto bytes = std::as_writable_bytes(samples);
    size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t count = pread(fd_, bytes.data() + done, bytes.size() - done, position_);
      if (count < 0) return Fail(ErrorCode::kInput, "cannot read a temporary file back");
      if (count == 0) break;
      done += static_cast<size_t>(count);
      position_ += count;
    }
    return static_cast<int64_t>(done / sizeof(float));
  }

 private:
  int fd_;  // the file's
  int sample_rate_;
  off_t position_ = 0;
};

}  // namespace

Result<void> MonoFile::Open(const AudioFormat& format) {
  format_ = format;
  const auto fd = OpenTemporaryFile();
  if (!fd) return tl::make_unexpected(fd.error());
  file_.reset(fdopen(*fd, "w+b"));
  if (!file_) return FailTemporary(errno);
  return {};
}

Result<void> MonoFile::Write(std::span<const float> interleaved) {
  const auto channels = static_cast<size_t>(format_.channels);
  mono_.assign(interleaved.size() / channels, 0);
  for (size_t i = 0; i < interleaved.size(); ++i) {
    mono_[i / channels] += interleaved[i] / static_cast<float>(channels);
  }
  const size_t written = std::fwrite(mono_.data(), sizeof(float), mono_.size(), file_.get());
  if (written < mono_.size()) return FailTemporary(errno);
  return {};
}

Result<void> MonoFile::Close() {
  if (std::fflush(file_.get()) != 0) return FailTemporary(errno);
  return {};
}

std::unique_ptr<AudioSource> MonoFile::Source() const {
  return std::make_unique<MonoFileSource>(fileno(file_.get()), format_.sample_rate);
}

}  // namespace spk
