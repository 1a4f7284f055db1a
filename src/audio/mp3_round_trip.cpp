#include "audio/mp3_round_trip.h"

#include <sndfile.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace spk {
namespace {

using File = std::unique_ptr<SNDFILE, int (*)(SNDFILE*)>;

class MemoryFile {
 public:
  MemoryFile() : fd_(memfd_create("mp3", 0)) {}
  ~MemoryFile() { close(fd_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  MemoryFile(MemoryFile&&) = delete;
  MemoryFile& operator=(MemoryFile&&) = delete;

  // From its beginning.
  File Open(int mode, SF_INFO* info) const {
    lseek(fd_, 0, SEEK_SET);
    return {sf_open_fd(fd_, mode, info, SF_FALSE), sf_close};
  }

 private:
  int fd_;
};

Result<void> Write(const MemoryFile& memory, int sample_rate, int kbps,
                   std::span<const float> samples) {
  SF_INFO info = {};
  info.samplerate = sample_rate;
  info.channels = 1;
  info.format = SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;
  const File file = memory.Open(SFM_WRITE, &info);
  if (!file) return Fail(ErrorCode::kInput, std::string("MP3: ") + sf_strerror(nullptr));
  int mode = SF_BITRATE_MODE_CONSTANT;
  sf_command(file.get(), SFC_SET_BITRATE_MODE, &mode, sizeof mode);
  double level = (160.0 - kbps) / (160 - 8);  // libsndfile's scale of MPEG-2
  sf_command(file.get(), SFC_SET_COMPRESSION_LEVEL, &level, sizeof level);
  sf_writef_float(file.get(), samples.data(), static_cast<sf_count_t>(samples.size()));
  return {};
}

}  // namespace

Result<void> Mp3RoundTrip(int sample_rate, int kbps, std::span<float> samples) {
  float peak = 0;
  for (const float x : samples) peak = std::max(peak, std::abs(x));
  if (peak == 0) return {};
  const float scale = 2 * peak;  // half of full scale: the decoder overshoots
  for (float& x : samples) x /= scale;

  const MemoryFile memory;
  SPK_TRY(Write(memory, sample_rate, kbps, samples));
  SF_INFO info = {};
  const File file = memory.Open(SFM_READ, &info);
  if (!file) return Fail(ErrorCode::kInput, std::string("MP3: ") + sf_strerror(nullptr));
  // From 64 kbit/s or so a frame has room for LAME's tag, and the decoder undoes the delay of both.
  constexpr sf_count_t kDelay = 576 + 529;
  if (info.frames != static_cast<sf_count_t>(samples.size())) {
    sf_seek(file.get(), kDelay, SEEK_SET);
  }
  const auto count =
      sf_readf_float(file.get(), samples.data(), static_cast<sf_count_t>(samples.size()));
  std::fill(samples.begin() + count, samples.end(), 0.0F);
  for (float& x : samples) x *= scale;
  return {};
}

}  // namespace spk
