#include "audio/audio_reader.h"

#include <sndfile.h>
#include <unistd.h>

#include <cassert>
#include <utility>

namespace spk {

static_assert(AudioReader::kUnknownFrames == SF_COUNT_MAX);

void AudioReader::Close::operator()(sf_private_tag* file) const { sf_close(file); }

Result<AudioReader> AudioReader::Open(const std::string& path) {
  AudioReader reader;
  SF_INFO info{};
  reader.path_ = path == "-" ? "standard input" : path;
  reader.file_.reset(path == "-" ? sf_open_fd(STDIN_FILENO, SFM_READ, &info, SF_FALSE)
                                 : sf_open(path.c_str(), SFM_READ, &info));
  if (!reader.file_) {
    std::string reason = sf_strerror(nullptr);
    while (!reason.empty() && (reason.back() == '.' || reason.back() == '\n')) reason.pop_back();
    return Fail(ErrorCode::kInput, reader.path_ + ": cannot read as audio: " + reason);
  }
  reader.sample_rate_ = info.samplerate;
  reader.channels_ = info.channels;
  reader.frames_ = info.frames;
  return reader;
}

Result<int64_t> AudioReader::Read(std::span<float> interleaved) {
  assert(interleaved.size() % static_cast<size_t>(channels_) == 0);
  const auto wanted = static_cast<sf_count_t>(interleaved.size()) / channels_;
  const sf_count_t read = sf_readf_float(file_.get(), interleaved.data(), wanted);
  if (sf_error(file_.get()) != SF_ERR_NO_ERROR) {
    return Fail(ErrorCode::kInput, path_ + ": damaged audio: " + sf_strerror(file_.get()));
  }
  return read;
}

}  // namespace spk
