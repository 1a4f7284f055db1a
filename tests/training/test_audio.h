// Audio files and folders for the tests of training.
#pragma once

#include <gtest/gtest.h>
#include <sndfile.h>

#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "system/temporary.h"

namespace spk {

// A folder that is gone with the test.
class TestFolder {
 public:
  std::string operator/(const std::string& name) const { return folder_.path() + "/" + name; }

 private:
  ScratchFolder folder_;
};

inline void WriteWav(const std::string& path, const std::vector<float>& samples, int rate = 22050,
                     int channels = 1) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  SF_INFO info{};
  info.format = SF_FORMAT_WAV | SF_FORMAT_FLOAT;
  info.channels = channels;
  info.samplerate = rate;
  SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
  ASSERT_NE(file, nullptr);
  sf_writef_float(file, samples.data(), static_cast<sf_count_t>(samples.size()) / channels);
  sf_close(file);
}

// Notes of decaying tones, so that a network has something to learn.
inline std::vector<float> Melody(double seconds, int rate = 22050) {
  std::vector<float> samples(static_cast<size_t>(seconds * rate));
  for (size_t i = 0; i < samples.size(); ++i) {
    const double t = static_cast<double>(i) / rate;
    const double note = std::floor(t * 4);
    const double hertz = 220 * std::exp2(std::fmod(note * 7, 24) / 12);
    const double decay = std::exp(-6 * (t - note / 4));
    samples[i] = static_cast<float>(0.4 * decay * std::sin(6.283185307 * hertz * t));
  }
  return samples;
}

}  // namespace spk
