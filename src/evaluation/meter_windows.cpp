#include "evaluation/meter_windows.h"

#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace spk {
namespace {

constexpr double kMeterSeconds = 30;
constexpr double kShortestSeconds = 1;

// With the header of 44 bytes that also a program which knows no other reads; AudioWriter's has
// room for RF64 before the format.
Result<void> WriteWav(const std::string& path, int rate, const std::vector<float>& samples) {
  SF_INFO info{};
  info.samplerate = rate;
  info.channels = 1;
  info.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
  SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
  if (file == nullptr) {
    return Fail(ErrorCode::kOutput, std::string("a temporary file: ") + sf_strerror(nullptr));
  }
  sf_command(file, SFC_SET_CLIPPING, nullptr, SF_TRUE);
  const auto wanted = static_cast<sf_count_t>(samples.size());
  const bool written = sf_write_float(file, samples.data(), wanted) == wanted;
  if (sf_close(file) == SF_ERR_NO_ERROR && written) return {};
  return Fail(ErrorCode::kOutput, "cannot write a temporary file");
}

}  // namespace

MeterWindow::~MeterWindow() {
  const std::string ours = std::to_string(index_) + ".";
  std::error_code ignored;
  for (const auto& item : std::filesystem::directory_iterator(folder_, ignored)) {
    if (item.path().filename().string().starts_with(ours)) {
      std::filesystem::remove_all(item.path(), ignored);
    }
  }
}

std::string MeterWindow::Path(const MeterSound& sound) const {
  return Stem(sound.reference ? "ref" : "test") + "." + std::to_string(sound.rate) + ".wav";
}

std::string MeterWindow::Stem(const std::string& meter) const {
  return folder_ + "/" + std::to_string(index_) + "." + meter;
}

Result<void> MeterWindows::Add(const MeterSound& sound, const OpenSource& open) {
  auto source = open();
  SPK_TRY(source);
  Stream& stream = streams_[sound];
  stream.source = std::move(*source);
  stream.input = std::make_unique<CodecInput>(stream.source.get(), /*channels=*/1, sound.rate);
  return {};
}

Result<std::shared_ptr<const MeterWindow>> MeterWindows::Next() {
  const double seconds = std::min(left_, kMeterSeconds);
  if (seconds < kShortestSeconds) return nullptr;
  left_ -= seconds;
  auto window = std::make_shared<const MeterWindow>(folder_, count_++, seconds);
  for (auto& [sound, stream] : streams_) {
    std::vector<float> samples(static_cast<size_t>(std::lround(seconds * sound.rate)));
    const auto read = stream.input->Read(samples);
    SPK_TRY(read);
    std::fill(samples.begin() + *read, samples.end(), 0.0F);
    SPK_TRY(WriteWav(window->Path(sound), sound.rate, samples));
  }
  return window;
}

}  // namespace spk
