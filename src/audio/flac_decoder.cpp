// FLAC through libFLAC itself: it goes on after damage, knows every sample's place, reads any
// number of bits, Ogg, and all tags; libsndfile stops at the first bad frame.
#include <FLAC/stream_decoder.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "audio/audio_decoder.h"
#include "audio/audio_tags.h"
#include "audio/file_kind.h"
#include "audio/ogg_pages.h"

namespace spk {
namespace {

class FlacDecoder : public AudioDecoder {
 public:
  FlacDecoder() : decoder_(FLAC__stream_decoder_new(), FLAC__stream_decoder_delete) {}

  Result<void> Open(int fd, bool ogg) {
    fd_ = fd;
    breaks_off_ = ogg && !ReadOggFacts(fd).ended;
    std::FILE* file = fdopen(fd, "rb");  // libFLAC closes it
    FLAC__stream_decoder_set_metadata_respond(decoder_.get(), FLAC__METADATA_TYPE_VORBIS_COMMENT);
    const auto open = ogg ? FLAC__stream_decoder_init_ogg_FILE : FLAC__stream_decoder_init_FILE;
    const auto status = open(decoder_.get(), file, OnFrame, OnMetadata, OnError, this);
    if (status != FLAC__STREAM_DECODER_INIT_STATUS_OK) {
      std::fclose(file);
      return Fail(ErrorCode::kInput, "libFLAC does not read it");
    }
    // Also reads the first frame: the format of damaged headers is that of the frames.
    while (waiting_.empty() && Advance()) continue;
    if (facts_.sample_rate > 0) return {};
    return Fail(ErrorCode::kInput, "FLAC without a header or a whole frame");
  }

  Result<int64_t> Read(std::span<float> interleaved) override {
    size_t filled = 0;
    while (filled < interleaved.size()) {
      if (silence_ == 0 && given_ == waiting_.size() && !Advance()) break;
      const size_t room = interleaved.size() - filled;
      const auto quiet = static_cast<size_t>(std::min<uint64_t>(silence_, room));
      std::fill_n(interleaved.begin() + static_cast<ptrdiff_t>(filled), quiet, 0.0F);
      silence_ -= quiet;
      filled += quiet;
      const size_t count = std::min(interleaved.size() - filled, waiting_.size() - given_);
      if (silence_ == 0) {
        std::copy_n(waiting_.begin() + static_cast<ptrdiff_t>(given_), count,
                    interleaved.begin() + static_cast<ptrdiff_t>(filled));
        given_ += count;
        filled += count;
      }
    }
    return static_cast<int64_t>(filled) / facts_.channels;
  }

  bool Skip(int64_t frames) override {
    if (position_ - waiting_.size() / static_cast<size_t>(facts_.channels) > 0) return false;
    const auto place = static_cast<uint64_t>(frames);
    if (place >= promised_) return false;
    position_ = place;
    waiting_.clear();
    given_ = 0;
    return FLAC__stream_decoder_seek_absolute(decoder_.get(), place) != 0;
  }

  std::vector<std::string> Warnings() const override {
    std::vector<std::string> warnings;
    if (damages_ > 0) {
      warnings.push_back("damaged in " + std::to_string(damages_) +
                         (damages_ == 1 ? " place" : " places") + ", first at " +
                         SecondsText(first_damage_) + ": silence for what cannot be read");
    }
    if (changed_) {
      warnings.push_back("changes its rate or channels at " + SecondsText(Seconds()) +
                         ": what follows is left out");
    } else if (position_ < promised_) {
      warnings.push_back(TruncatedText(static_cast<int64_t>(promised_ - position_)));
    } else if (breaks_off_) {
      warnings.emplace_back(kBreaksOff);
    } else if (end_ > 0) {
      const int64_t stray = StrayBytes(fd_, end_);
      if (stray > 0) warnings.push_back(StrayText(stray));
    }
    return warnings;
  }

 private:
  using Decoder = FLAC__StreamDecoder;

  static FlacDecoder* Self(void* self) { return static_cast<FlacDecoder*>(self); }

  static FLAC__StreamDecoderWriteStatus OnFrame(const Decoder* /*decoder*/,
                                                const FLAC__Frame* frame,
                                                const FLAC__int32* const samples[], void* self) {
    Self(self)->Take(*frame, samples);
    return FLAC__STREAM_DECODER_WRITE_STATUS_CONTINUE;
  }

  static void OnMetadata(const Decoder* /*decoder*/, const FLAC__StreamMetadata* metadata,
                         void* self) {
    AudioFacts& facts = Self(self)->facts_;
    if (metadata->type == FLAC__METADATA_TYPE_STREAMINFO) {
      const auto& info = metadata->data.stream_info;
      facts.sample_rate = static_cast<int>(info.sample_rate);
      facts.channels = static_cast<int>(info.channels);
      if (info.total_samples > 0) {
        facts.frames = static_cast<int64_t>(info.total_samples);
        Self(self)->promised_ = info.total_samples;
      }
    } else if (metadata->type == FLAC__METADATA_TYPE_VORBIS_COMMENT) {
      const auto& comments = metadata->data.vorbis_comment;
      for (uint32_t i = 0; i < comments.num_comments; ++i) {
        const auto& comment = comments.comments[i];
        const std::string_view text(reinterpret_cast<const char*>(comment.entry), comment.length);
        constexpr std::string_view kSoftware = "software=";  // as libsndfile writes it
        if (text.starts_with(kSoftware)) facts.software = text.substr(kSoftware.size());
        AddComment(text, &facts.tags);
      }
    }
  }

  static void OnError(const Decoder* /*decoder*/, FLAC__StreamDecoderErrorStatus /*error*/,
                      void* self) {
    Self(self)->error_ = true;
  }

  // Reads on until there is something; false at the end.
  bool Advance() {
    given_ = 0;
    waiting_.clear();
    while (waiting_.empty() && !changed_) {
      const auto state = FLAC__stream_decoder_get_state(decoder_.get());
      if (state >= FLAC__STREAM_DECODER_END_OF_STREAM) return false;
      FLAC__uint64 here = 0;
      if (promised_ > 0 && position_ >= promised_ &&
          FLAC__stream_decoder_get_decode_position(decoder_.get(), &here) != 0) {
        end_ = static_cast<int64_t>(here);
        return false;
      }
      if (FLAC__stream_decoder_process_single(decoder_.get()) == 0) return false;
    }
    return !waiting_.empty();
  }

  void Take(const FLAC__Frame& frame, const FLAC__int32* const samples[]) {
    const auto& header = frame.header;
    if (facts_.sample_rate == 0) {
      facts_.sample_rate = static_cast<int>(header.sample_rate);
      facts_.channels = static_cast<int>(header.channels);
    }
    changed_ = static_cast<int>(header.sample_rate) != facts_.sample_rate ||
               static_cast<int>(header.channels) != facts_.channels;
    if (changed_) return;
    FillGap(header.number.sample_number, header.blocksize);
    if (error_ && damages_++ == 0) first_damage_ = Seconds();
    error_ = false;
    const float scale = std::ldexp(1.0F, 1 - static_cast<int>(header.bits_per_sample));
    auto* out = Append(size_t{header.blocksize} * header.channels);
    for (uint32_t i = 0; i < header.blocksize; ++i) {
      for (uint32_t channel = 0; channel < header.channels; ++channel) {
        *out++ = static_cast<float>(samples[channel][i]) * scale;
      }
    }
    position_ += header.blocksize;
  }

  float* Append(size_t count) {
    waiting_.resize(waiting_.size() + count);
    return waiting_.data() + waiting_.size() - count;
  }

  // Silence up to the place of a frame that comes after damage. Where the length is not known, a
  // damaged header could ask for any amount: for no more than a minute.
  void FillGap(uint64_t place, uint64_t size) {
    const auto minute = 60 * static_cast<uint64_t>(facts_.sample_rate);
    const uint64_t last = promised_ > 0 ? promised_ : position_ + minute;
    if (!error_ || place <= position_ || place + size > last) return;
    if (damages_++ == 0) first_damage_ = Seconds();
    error_ = false;
    silence_ += (place - position_) * static_cast<uint64_t>(facts_.channels);
    position_ = place;
  }

  double Seconds() const { return static_cast<double>(position_) / facts_.sample_rate; }

  std::unique_ptr<Decoder, void (*)(Decoder*)> decoder_;
  int fd_ = -1;
  uint64_t promised_ = 0;  // frames; 0: the header does not say
  uint64_t position_ = 0;  // frames, up to the end of waiting_
  int64_t end_ = 0;        // of the stream in the file; 0: where the file ends
  uint64_t silence_ = 0;   // samples before waiting_
  std::vector<float> waiting_;
  size_t given_ = 0;  // samples of waiting_
  bool error_ = false;
  bool changed_ = false;
  bool breaks_off_ = false;
  int damages_ = 0;
  double first_damage_ = 0;
};

}  // namespace

Result<std::unique_ptr<AudioDecoder>> OpenFlac(int fd, bool ogg) {
  auto decoder = std::make_unique<FlacDecoder>();
  SPK_TRY(decoder->Open(fd, ogg));
  return decoder;
}

}  // namespace spk
