// MP3 through libmpg123 itself: libsndfile stops where it guesses the end to be, and lets libmpg123
// write to standard error.
#include <mpg123.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "audio/audio_decoder.h"
#include "audio/audio_tags.h"
#include "audio/file_kind.h"

namespace spk {
namespace {

// Each value of an ID3v2 frame, which NULs stand between.
void AddTexts(const char* name, const mpg123_string& text, std::vector<Tag>* tags) {
  std::string_view all(text.p, text.fill);
  while (!all.empty()) {
    const size_t end = std::min(all.find('\0'), all.size());
    AddTag(name, all.substr(0, end), tags);
    all.remove_prefix(std::min(all.size(), end + 1));
  }
}

// What fills its field of ID3v1 without a NUL is as long as the field.
template <size_t kSize>
std::string_view Field(const char (&field)[kSize]) {
  const std::string_view text(field, kSize);
  const size_t end = std::min(text.find('\0'), kSize);
  return text.substr(0, text.substr(0, end).find_last_not_of(' ') + 1);
}

// ID3v2, and ID3v1 where there is no other.
void ReadMp3Tags(mpg123_handle* mp3, std::vector<Tag>* tags) {
  constexpr std::array<std::pair<const char*, const char*>, 12> kFrames = {
      {{"TIT2", "TITLE"},
       {"TPE1", "ARTIST"},
       {"TALB", "ALBUM"},
       {"TDRC", "DATE"},
       {"TYER", "DATE"},
       {"TCON", "GENRE"},
       {"TRCK", "TRACKNUMBER"},
       {"TCOP", "COPYRIGHT"},
       {"TCOM", "COMPOSER"},
       {"TPE2", "ALBUMARTIST"},
       {"TPE3", "CONDUCTOR"},
       {"TPOS", "DISCNUMBER"}}};
  mpg123_id3v1* v1 = nullptr;
  mpg123_id3v2* v2 = nullptr;
  if (mpg123_id3(mp3, &v1, &v2) != MPG123_OK) return;
  if (v2 != nullptr) {
    for (const auto& [id, name] : kFrames) {
      for (size_t i = 0; i < v2->texts; ++i) {
        if (std::string_view(v2->text[i].id, 4) == id) AddTexts(name, v2->text[i].text, tags);
      }
    }
    if (v2->comment != nullptr) AddTexts("COMMENT", *v2->comment, tags);
  } else if (v1 != nullptr) {
    AddTag("TITLE", Field(v1->title), tags);
    AddTag("ARTIST", Field(v1->artist), tags);
    AddTag("ALBUM", Field(v1->album), tags);
    AddTag("DATE", Field(v1->year), tags);
    AddTag("COMMENT", Field(v1->comment), tags);
  }
}

class Mp3Decoder : public AudioDecoder {
 public:
  explicit Mp3Decoder(int fd) : fd_(fd), handle_(mpg123_new(nullptr, nullptr), mpg123_delete) {}
  ~Mp3Decoder() override { close(fd_); }
  Mp3Decoder(const Mp3Decoder&) = delete;
  Mp3Decoder(Mp3Decoder&&) = delete;
  Mp3Decoder& operator=(const Mp3Decoder&) = delete;
  Mp3Decoder& operator=(Mp3Decoder&&) = delete;

  Result<void> Open() {
    mpg123_handle* mp3 = handle_.get();
    if (mp3 == nullptr) return Fail(ErrorCode::kInput, "libmpg123 does not start");
    mpg123_param(mp3, MPG123_ADD_FLAGS, MPG123_QUIET | MPG123_FORCE_FLOAT, 0);
    mpg123_param(mp3, MPG123_RESYNC_LIMIT, -1, 0);  // however much is not MP3 in between
    long rate = 0;  // NOLINT(google-runtime-int): as libmpg123 has it
    int channels = 0;
    int encoding = 0;
    if (mpg123_open_fd(mp3, fd_) != MPG123_OK ||
        mpg123_getformat(mp3, &rate, &channels, &encoding) != MPG123_OK || rate <= 0) {
      return Fail(ErrorCode::kInput, "no MP3 frame in it");
    }
    facts_.sample_rate = static_cast<int>(rate);
    facts_.channels = channels;
    // A change from one channel to two or back is made up for, one of the rate is not.
    mpg123_param(mp3, MPG123_ADD_FLAGS, channels == 1 ? MPG123_FORCE_MONO : MPG123_FORCE_STEREO, 0);
    mpg123_format_none(mp3);
    mpg123_format(mp3, rate, channels, MPG123_ENC_FLOAT_32);
    counted_ = HasCount();
    if (const auto length = mpg123_length(mp3); length > 0) facts_.frames = length;
    ReadMp3Tags(mp3, &facts_.tags);
    return {};
  }

  Result<int64_t> Read(std::span<float> interleaved) override {
    size_t filled = 0;
    while (filled < interleaved.size() && (given_ < waiting_.size() || Advance())) {
      const size_t count = std::min(interleaved.size() - filled, waiting_.size() - given_);
      std::copy_n(waiting_.begin() + static_cast<ptrdiff_t>(given_), count,
                  interleaved.begin() + static_cast<ptrdiff_t>(filled));
      given_ += count;
      filled += count;
    }
    position_ += static_cast<int64_t>(filled) / facts_.channels;
    return static_cast<int64_t>(filled) / facts_.channels;
  }

  std::vector<std::string> Warnings() const override {
    std::vector<std::string> warnings;
    if (skipped_ > 0) {
      warnings.push_back("damaged: " + std::to_string(skipped_) +
                         " bytes between its frames cannot be read, the first at " +
                         SecondsText(first_skip_));
    }
    if (!stop_.empty()) {
      warnings.push_back(stop_);
      return warnings;
    }
    if (counted_ && position_ < facts_.frames) {
      warnings.push_back(TruncatedText(facts_.frames - position_));
    } else if (const int64_t stray = StrayBytes(fd_, end_); stray > 0) {
      constexpr int64_t kLargestFrame = 2880;
      const bool frame = stray < kLargestFrame && BytesAt(fd_, end_, 1) == "\xFF";
      warnings.push_back(frame ? "truncated: it breaks off inside a frame" : StrayText(stray));
    }
    return warnings;
  }

 private:
  // Decodes frames until there are samples; false at the end.
  bool Advance() {
    waiting_.clear();
    given_ = 0;
    while (waiting_.empty() && stop_.empty()) {
      off_t number = 0;
      unsigned char* audio = nullptr;
      size_t bytes = 0;
      const int result = mpg123_decode_frame(handle_.get(), &number, &audio, &bytes);
      if (result == MPG123_DONE) return false;
      if (result == MPG123_NEW_FORMAT) {
        CheckFormat();
        continue;
      }
      if (result != MPG123_OK) {
        stop_ = "cannot be read from " + Now() + " on (" + mpg123_strerror(handle_.get()) +
                "): the rest is left out";
        return false;
      }
      NoteFrame();
      const auto* samples = reinterpret_cast<const float*>(audio);
      waiting_.assign(samples, samples + bytes / sizeof(float));
    }
    return !waiting_.empty();
  }

  // Told once at the start, and at every change.
  void CheckFormat() {
    long rate = 0;  // NOLINT(google-runtime-int): as libmpg123 has it
    int channels = 0;
    int encoding = 0;
    mpg123_getformat(handle_.get(), &rate, &channels, &encoding);
    if (rate != facts_.sample_rate || channels != facts_.channels) {
      stop_ = "changes its rate or channels at " + Now() + ": what follows is left out";
    }
  }

  // Keeps where frames are, to know what was passed over.
  void NoteFrame() {
    mpg123_frameinfo info{};
    mpg123_info(handle_.get(), &info);
    const int64_t start = mpg123_framepos(handle_.get());
    if (frames_ > 0 && start > end_) {
      if (const int64_t stray = StrayBytes(fd_, end_, start); stray > 0) {
        if (skipped_ == 0) first_skip_ = Seconds();
        skipped_ += stray;
      }
    }
    ++frames_;
    end_ = start + info.framesize;
  }

  // Whether an encoder wrote the number of frames into one of its own before the first: else the
  // length is an estimate.
  bool HasCount() const {
    constexpr int64_t kLargestFrame = 2880;
    const int64_t first = mpg123_framepos(handle_.get());
    const int64_t from = std::max<int64_t>(0, first - kLargestFrame);
    const std::string before = BytesAt(fd_, from, static_cast<size_t>(first - from));
    for (const char* name : {"Xing", "Info"}) {
      const size_t at = before.rfind(name);
      if (at != std::string::npos && at + 8 <= before.size()) return (before[at + 7] & 1) != 0;
    }
    return before.find("VBRI") != std::string::npos;
  }

  double Seconds() const { return static_cast<double>(position_) / facts_.sample_rate; }
  std::string Now() const { return SecondsText(Seconds()); }

  int fd_;
  std::unique_ptr<mpg123_handle, void (*)(mpg123_handle*)> handle_;
  std::vector<float> waiting_;
  size_t given_ = 0;
  int64_t position_ = 0;  // frames (of samples) given out
  int64_t frames_ = 0;    // MP3 frames decoded
  bool counted_ = false;  // facts_.frames is more than an estimate
  int64_t end_ = 0;       // of the last frame in the file
  int64_t skipped_ = 0;   // bytes between frames
  double first_skip_ = 0;
  std::string stop_;  // why it ends before the file does
};

}  // namespace

Result<std::unique_ptr<AudioDecoder>> OpenMp3(int fd) {
  auto decoder = std::make_unique<Mp3Decoder>(fd);
  SPK_TRY(decoder->Open());
  return decoder;
}

}  // namespace spk
