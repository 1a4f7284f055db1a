#include "audio/audio_reader.h"

#include <fcntl.h>
#include <sndfile.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>

#include "audio/audio_tags.h"
#include "audio/header_length.h"
#include "audio/input_descriptor.h"

namespace spk {
namespace {

// What libsndfile says, as part of a sentence.
std::string Reason(SNDFILE* file) {
  std::string reason = sf_strerror(file);
  if (const size_t colon = reason.find("rror : "); colon != std::string::npos) {
    reason.erase(0, colon + 7);
  }
  while (!reason.empty() && (reason.back() == '.' || reason.back() == '\n')) reason.pop_back();
  return reason;
}

}  // namespace

static_assert(AudioReader::kUnknownFrames == SF_COUNT_MAX);

void AudioReader::Close::operator()(sf_private_tag* file) const { sf_close(file); }

Result<AudioReader> AudioReader::Open(const std::string& path) {
  AudioReader reader;
  const auto fail = [](const std::string& reason) {
    return Fail(ErrorCode::kInput, "cannot read as audio: " + reason);
  };
  const Result<int> fd = OpenInput(path);
  if (!fd) return fail(fd.error().message);
  SF_INFO info{};
  reader.fd_ = *fd;
  reader.file_.reset(sf_open_fd(*fd, SFM_READ, &info, SF_TRUE));
  if (!reader.file_) return fail(Reason(nullptr));
  const HeaderLength length = ReadHeaderLength(reader.file_.get(), info);
  reader.format_ = info.format;
  reader.sample_rate_ = info.samplerate;
  reader.channels_ = info.channels;
  reader.frames_ = length.open_ended ? kUnknownFrames : info.frames;
  reader.promised_frames_ = length.frames;
  reader.raw_from_ = length.open_ended ? info.frames : kUnknownFrames;
  reader.tags_ = ReadTags(reader.file_.get());
  return reader;
}

Result<int64_t> AudioReader::Read(std::span<float> interleaved) {
  assert(interleaved.size() % static_cast<size_t>(channels_) == 0);
  const auto room = static_cast<size_t>(
      std::min((raw_from_ - position_), std::ssize(interleaved) / channels_) * channels_);
  int64_t read = ReadFile(interleaved.first(room));
  if (position_ == raw_from_) {
    ReadOnAsRaw();
    read += ReadFile(interleaved.subspan(room));
  }
  if (sf_error(file_.get()) == SF_ERR_NO_ERROR) return read;
  if (BreaksOff()) return read;
  return Fail(ErrorCode::kInput, "damaged audio: " + Reason(file_.get()));
}

int64_t AudioReader::ReadFile(std::span<float> interleaved) {
  const sf_count_t read =
      sf_readf_float(file_.get(), interleaved.data(), std::ssize(interleaved) / channels_);
  position_ += read;
  return read;
}

// libsndfile takes the placeholders in the header of a WAV that was written to a pipe for sizes:
// nothing, 2 GiB or 4 GiB. Where it stops, the file is read on as samples without a header.
void AudioReader::ReadOnAsRaw() {
  raw_from_ = kUnknownFrames;
  sf_seek(file_.get(), position_, SEEK_SET);
  sf_count_t offset = lseek(fd_, 0, SEEK_CUR);  // -1 for a pipe
  const int fd = fcntl(fd_, F_DUPFD_CLOEXEC, 0);
  if (offset >= 0) lseek(fd, 0, SEEK_SET);
  SF_INFO info{};
  const int endian = (format_ & SF_FORMAT_ENDMASK) == 0 ? SF_ENDIAN_LITTLE : 0;
  info.format = SF_FORMAT_RAW | endian | (format_ & (SF_FORMAT_SUBMASK | SF_FORMAT_ENDMASK));
  info.samplerate = sample_rate_;
  info.channels = channels_;
  file_.reset(sf_open_fd(fd, SFM_READ, &info, SF_TRUE));
  fd_ = fd;
  if (offset < 0) return;
  sf_command(file_.get(), SFC_SET_RAW_START_OFFSET, &offset, sizeof(offset));
  sf_seek(file_.get(), 0, SEEK_SET);
}

int64_t AudioReader::missing_frames() const {
  return std::max<int64_t>(0, promised_frames_ - position_);
}

// libsndfile says the same of a FLAC file that breaks off in the middle of a frame and of a damaged
// one. But where it breaks off there are no more bytes.
bool AudioReader::BreaksOff() const {
  const off_t here = lseek(fd_, 0, SEEK_CUR);
  return (format_ & SF_FORMAT_TYPEMASK) == SF_FORMAT_FLAC && missing_frames() > 0 &&
         here == lseek(fd_, 0, SEEK_END);
}

}  // namespace spk
