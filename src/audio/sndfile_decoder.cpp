// All that libsndfile reads, with what its headers promise held against what comes.
#include <fcntl.h>
#include <sndfile.h>
#include <unistd.h>

#include <algorithm>

#include "audio/audio_decoder.h"
#include "audio/audio_tags.h"
#include "audio/file_kind.h"
#include "audio/header_length.h"
#include "audio/ogg_pages.h"

namespace spk {
namespace {

constexpr int64_t kUnknown = INT64_MAX;

// What libsndfile says, as part of a sentence.
std::string Reason(SNDFILE* file) {
  std::string reason = sf_strerror(file);
  if (const size_t colon = reason.find("rror : "); colon != std::string::npos) {
    reason.erase(0, colon + 7);
  }
  while (!reason.empty() && (reason.back() == '.' || reason.back() == '\n')) reason.pop_back();
  return reason;
}

class SndfileDecoder : public AudioDecoder {
 public:
  Result<void> Open(int fd) {
    SF_INFO info{};
    fd_ = fd;
    file_.reset(sf_open_fd(fd, SFM_READ, &info, SF_TRUE));
    if (!file_) return Fail(ErrorCode::kInput, Reason(nullptr));
    const HeaderLength length = ReadHeaderLength(file_.get(), info, fd);
    format_ = info.format;
    facts_.sample_rate = info.samplerate;
    facts_.channels = info.channels;
    facts_.frames = length.open_ended ? kUnknown : info.frames;
    facts_.tags = ReadTags(file_.get());
    facts_.software = ReadSoftware(file_.get());
    promised_ = length.frames;
    missing_bytes_ = length.missing_bytes;
    if (length.open_ended) raw_from_ = lseek(fd, 0, SEEK_CUR) >= 0 ? 0 : info.frames;
    if ((format_ & SF_FORMAT_TYPEMASK) == SF_FORMAT_OGG) NoteOgg();
    return {};
  }

  Result<int64_t> Read(std::span<float> interleaved) override {
    const auto room = static_cast<size_t>(
        std::min(raw_from_ - position_, std::ssize(interleaved) / facts_.channels) *
        facts_.channels);
    int64_t read = ReadFile(interleaved.first(room));
    if (position_ == raw_from_) {
      ReadOnAsRaw();
      read += ReadFile(interleaved.subspan(room));
    }
    // What goes wrong behind the last frame costs none.
    const bool all = promised_ > 0 && position_ >= promised_;
    if (sf_error(file_.get()) == SF_ERR_NO_ERROR || all) return read;
    if (read > 0 || position_ > 0) {
      damage_ = "cannot be read from " +
                SecondsText(static_cast<double>(position_) / facts_.sample_rate) + " on (" +
                Reason(file_.get()) + "): the rest is left out";
      return read;
    }
    return Fail(ErrorCode::kInput, "damaged audio: " + Reason(file_.get()));
  }

  bool Skip(int64_t frames) override {
    if (raw_from_ != kUnknown || frames > facts_.frames) return false;
    if (sf_seek(file_.get(), frames, SEEK_SET) != frames) return false;
    position_ = frames;
    return true;
  }

  std::vector<std::string> Warnings() const override {
    std::vector<std::string> warnings;
    if (!damage_.empty()) {
      warnings.push_back(damage_);
    } else if (position_ < promised_) {
      warnings.push_back(TruncatedText(promised_ - position_));
    } else if (missing_bytes_ > 0) {
      warnings.push_back("truncated: " + std::to_string(missing_bytes_) +
                         " bytes less than its header says");
    } else if (breaks_off_) {
      warnings.emplace_back(kBreaksOff);
    }
    if (streams_ > 1) {
      warnings.push_back("holds " + std::to_string(streams_) +
                         " streams: what follows the first is left out");
    }
    return warnings;
  }

 private:
  struct Close {
    void operator()(sf_private_tag* file) const { sf_close(file); }
  };

  void NoteOgg() {
    const OggFacts ogg = ReadOggFacts(fd_);
    if (!ogg.tags.empty()) facts_.tags = ogg.tags;
    breaks_off_ = !ogg.ended;
    streams_ = ogg.streams;
    if (ogg.ended && facts_.frames != kUnknown) promised_ = facts_.frames;
  }

  int64_t ReadFile(std::span<float> interleaved) {
    int64_t wanted = std::ssize(interleaved) / facts_.channels;
    if (raw_end_ != kUnknown) wanted = std::min(wanted, raw_end_ - position_);
    const sf_count_t read = sf_readf_float(file_.get(), interleaved.data(), wanted);
    position_ += read;
    return read;
  }

  // libsndfile takes the placeholders in the header of a WAV that was written to a pipe for sizes:
  // nothing, 2 GiB or 4 GiB. Where it stops, the file is read on as samples without a header, up to
  // the chunks behind them.
  void ReadOnAsRaw() {
    raw_from_ = kUnknown;
    sf_seek(file_.get(), position_, SEEK_SET);
    sf_count_t offset = lseek(fd_, 0, SEEK_CUR);  // -1 for a pipe
    const int fd = fcntl(fd_, F_DUPFD_CLOEXEC, 0);
    if (offset >= 0) lseek(fd, 0, SEEK_SET);
    SF_INFO info{};
    const bool au = (format_ & SF_FORMAT_TYPEMASK) == SF_FORMAT_AU;
    const int usual = au ? SF_ENDIAN_BIG : SF_ENDIAN_LITTLE;
    const int endian = (format_ & SF_FORMAT_ENDMASK) == 0 ? usual : 0;
    info.format = SF_FORMAT_RAW | endian | (format_ & (SF_FORMAT_SUBMASK | SF_FORMAT_ENDMASK));
    info.samplerate = facts_.sample_rate;
    info.channels = facts_.channels;
    file_.reset(sf_open_fd(fd, SFM_READ, &info, SF_TRUE));
    fd_ = fd;
    if (offset < 0) return;
    const int64_t bytes = FileSize(fd) - offset;
    if (!au && bytes > 0 && info.frames > 0) {
      // Frames of all bytes: those before the samples too.
      const int64_t frame_bytes = FileSize(fd) / info.frames;
      raw_end_ = position_ + (EndOfSamples(fd, offset) - offset) / frame_bytes;
    }
    sf_command(file_.get(), SFC_SET_RAW_START_OFFSET, &offset, sizeof(offset));
    sf_seek(file_.get(), 0, SEEK_SET);
  }

  std::unique_ptr<sf_private_tag, Close> file_;
  int fd_ = -1;  // of file_, which closes it
  int format_ = 0;
  int64_t promised_ = 0;  // frames; 0: none
  int64_t missing_bytes_ = 0;
  int64_t position_ = 0;         // frames read
  int64_t raw_from_ = kUnknown;  // where ReadOnAsRaw takes over
  int64_t raw_end_ = kUnknown;   // and where its samples end
  bool breaks_off_ = false;
  int streams_ = 0;
  std::string damage_;
};

}  // namespace

Result<std::unique_ptr<AudioDecoder>> OpenWithSndfile(int fd) {
  auto decoder = std::make_unique<SndfileDecoder>();
  SPK_TRY(decoder->Open(fd));
  return decoder;
}

}  // namespace spk
