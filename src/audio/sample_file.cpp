#include "audio/sample_file.h"

#include <cerrno>

#include "system/temporary.h"

namespace spk {
namespace {

class SampleFileSource : public AudioSource {
 public:
  SampleFileSource(int fd, int sample_rate, int channels)
      : fd_(fd), sample_rate_(sample_rate), channels_(channels) {}

  int sample_rate() const override { return sample_rate_; }
  int channels() const override { return channels_; }

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
    return static_cast<int64_t>(done / sizeof(float)) / channels_;
  }

 private:
  int fd_;  // the file's
  int sample_rate_;
  int channels_;
  off_t position_ = 0;
};

}  // namespace

Result<void> SampleFile::Open(const AudioFormat& format) {
  format_ = format;
  const auto fd = OpenTemporaryFile();
  SPK_TRY(fd);
  file_.reset(fdopen(*fd, "w+b"));
  if (!file_) return FailTemporary(errno);
  return {};
}

Result<void> SampleFile::Write(std::span<const float> interleaved) {
  const size_t written =
      std::fwrite(interleaved.data(), sizeof(float), interleaved.size(), file_.get());
  if (written < interleaved.size()) return FailTemporary(errno);
  return {};
}

Result<void> SampleFile::Close() {
  if (std::fflush(file_.get()) != 0) return FailTemporary(errno);
  return {};
}

std::unique_ptr<AudioSource> SampleFile::Source() const {
  return std::make_unique<SampleFileSource>(fileno(file_.get()), format_.sample_rate,
                                            format_.channels);
}

}  // namespace spk
