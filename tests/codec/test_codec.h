// Recordings in memory and weights that have learnt nothing, for the tests of the codec.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "spk/audio.h"
#include "spk/codec.h"
#include "spk/spk_writer.h"
#include "spk/unpacking_reader.h"
#include "tests/audio/memory_source.h"

namespace spk {

struct Recording {
  AudioFormat format;
  std::vector<float> samples;
  bool closed = false;
};

class MemorySink : public AudioSink {
 public:
  Result<void> Open(const AudioFormat& format) override {
    recording.format = format;
    return {};
  }
  Result<void> Write(std::span<const float> interleaved) override {
    recording.samples.insert(recording.samples.end(), interleaved.begin(), interleaved.end());
    return {};
  }
  Result<void> Close() override {
    recording.closed = true;
    return {};
  }

  Recording recording;
};

// Notes that decay, a new one every third of a second, over a little noise.
inline std::vector<float> Piano(size_t samples, int rate = 22050) {
  std::vector<float> piano(samples);
  uint32_t noise = 1;
  for (size_t i = 0; i < samples; ++i) {
    const double t = static_cast<double>(i) / rate;
    const double note = std::floor(t * 3);
    const double hertz = 220 * std::exp2(std::fmod(note * 7, 24) / 12);
    noise = noise * 1664525 + 1013904223;
    piano[i] = static_cast<float>(
        0.3 * std::exp(-4 * (t - note / 3)) * std::sin(6.283185307 * hertz * t) + noise * 1e-13);
  }
  return piano;
}

// The events of channel 0, unit 0 first in each step.
inline std::vector<std::vector<bool>> Events(const std::string& bytes) {
  std::vector<std::vector<bool>> steps;
  std::istringstream in(bytes);
  auto reader = UnpackingReader::Open(in);
  while (!reader->at_end()) {
    auto item = reader->Next();
    const auto* coded = item ? std::get_if<CodedSegment>(&*item) : nullptr;
    if (coded == nullptr || coded->segment.channel != 0) continue;
    const EventMatrix& events = coded->segment.events;
    for (int step = 0; step < events.steps(); ++step) {
      std::vector<bool> units;
      for (int unit = 0; unit < events.units(); ++unit) units.push_back(events.At(unit, step));
      steps.push_back(std::move(units));
    }
  }
  return steps;
}

// The compression prompts of the segments of a file.
inline std::vector<int> Prompts(const std::string& bytes) {
  std::istringstream in(bytes);
  auto reader = SpkReader::Open(in);
  std::vector<int> prompts;
  while (!reader->at_end()) {
    const auto item = reader->Next();
    const auto* packed = item ? std::get_if<PackedSegment>(&*item) : nullptr;
    if (packed != nullptr) prompts.push_back(packed->segment.mu);
  }
  return prompts;
}

inline std::string EmptyFile(const FileHeader& header) {
  std::ostringstream out;
  auto writer = SpkWriter::Create(out, header);
  EXPECT_TRUE(writer->Finish(0));
  return out.str();
}

// The model that the tests of the codec run over: a formula, or networks that have learnt nothing.
// Its geometry is the default one.
Codec TestCodec();

// A weights file of the compact design with random values, the same every time.
std::string UntrainedWeights();

}  // namespace spk
