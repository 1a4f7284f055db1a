// Encodes a chord to .spk bytes and back, all in memory.
#include <spk/codec.h>

#include <cmath>
#include <iostream>
#include <sstream>

struct Chord : spk::AudioSource {
  int64_t at = 0;
  int sample_rate() const override { return 44100; }
  int channels() const override { return 1; }
  spk::Result<int64_t> Read(std::span<float> out) override {
    const int64_t count = std::min<int64_t>(std::ssize(out), 88200 - at);
    for (int64_t i = 0; i < count; ++i, ++at) {
      const double t = static_cast<double>(at) / 44100;
      double sum = 0;
      for (const double hertz : {220.0, 277.2, 329.6}) sum += std::sin(2 * M_PI * hertz * t);
      out[static_cast<size_t>(i)] = static_cast<float>(0.1 * std::exp(-t) * sum);
    }
    return count;
  }
};

struct Memory : spk::AudioSink {
  std::vector<float> samples;
  spk::Result<void> Open(const spk::AudioFormat&) override { return {}; }
  spk::Result<void> Write(std::span<const float> block) override {
    samples.insert(samples.end(), block.begin(), block.end());
    return {};
  }
  spk::Result<void> Close() override { return {}; }
};

spk::Result<std::vector<float>> ThereAndBack(const std::string& model, std::stringstream& coded) {
  const auto codec = spk::Codec::Load(model);
  SPK_TRY(codec);
  Chord chord;
  SPK_TRY(codec->Encode(chord, coded, {}));
  auto reader = spk::SpkReader::Open(coded);
  SPK_TRY(reader);
  Memory memory;
  SPK_TRY(codec->Decode(*reader, memory, {}));
  return memory.samples;
}

int main(int argc, char** argv) {
  std::stringstream coded;
  const auto samples = ThereAndBack(argc > 1 ? argv[1] : MODEL, coded);
  if (!samples) {
    std::cerr << samples.error().message << "\n";
    return static_cast<int>(samples.error().code);
  }
  double energy = 0;
  for (const float x : *samples) energy += x * x;
  std::cout << coded.str().size() << " bytes, " << samples->size() << " samples, energy " << energy
            << "\n";
  return samples->size() == 88200 && energy > 10 ? 0 : 1;
}
