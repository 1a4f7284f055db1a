// What the shipped model must do with the bundled clip.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <optional>
#include <sstream>

#include "audio/audio_reader.h"
#include "audio/si_snr.h"
#include "spk/file_summary.h"
#include "tests/codec/test_codec.h"

namespace spk {
namespace {

std::filesystem::path Root() { return std::filesystem::path(SPK_TESTS_DIR).parent_path(); }

Codec Load(const std::string& name) {
  return Codec::Load(Root() / "models" / (name + ".safetensors")).value();
}

const Codec& Free() {
  static const Codec codec = Load("free");
  return codec;
}

std::string Encode(AudioSource& source, std::optional<int> refinement = {},
                   const Codec& codec = Free()) {
  std::ostringstream out;
  EncodeOptions options;
  options.refinement = refinement;
  EXPECT_TRUE(codec.Encode(source, out, options));
  return out.str();
}

Recording Decode(const std::string& bytes, int64_t steps, const Codec& codec = Free()) {
  std::istringstream in(bytes);
  auto reader = SpkReader::Open(in);
  MemorySink sink;
  DecodeOptions options;
  options.sampling_steps = steps;
  EXPECT_TRUE(codec.Decode(*reader, sink, options));
  return sink.recording;
}

std::vector<float> Clip() {
  auto reader = AudioReader::Open(Root() / "tests/clip/chopin_op10_no3.flac").value();
  std::vector<float> samples(static_cast<size_t>(reader.frames() * reader.channels()));
  EXPECT_TRUE(reader.Read(samples));
  return samples;
}

TEST(Quality, TheClipComesBack) {
  const auto clip = Clip();
  MemorySource source(clip, 44100, 2);
  const std::string bytes = Encode(source);
  const double seconds = static_cast<double>(clip.size()) / 2 / 44100;
  EXPECT_LT(static_cast<double>(bytes.size()) * 8 / seconds, 3600);  // the side is too quiet
  const Recording coarse = Decode(bytes, 0);
  ASSERT_EQ(coarse.samples.size(), clip.size());
  EXPECT_EQ(coarse.format.sample_rate, 44100);
  EXPECT_GT(SiSnr(clip, coarse.samples), 11);
}

TEST(Quality, NoWindowIsSilentOrTooLoud) {
  const auto clip = Clip();
  MemorySource source(clip, 44100, 2);
  const std::string bytes = Encode(source);
  const auto power = [](const std::vector<float>& x, size_t begin, size_t count) {
    double energy = 0;
    for (size_t i = begin; i < begin + count; ++i) energy += double{x[i]} * x[i];
    return energy;
  };
  for (const int64_t steps : {0, 2, 8}) {
    const auto decoded = Decode(bytes, steps).samples;
    constexpr size_t kWindow = 2 * 3 * 44100;  // 3 s of both channels
    for (size_t i = 0; i + kWindow <= clip.size(); i += kWindow) {
      const double level = 10 * std::log10(power(decoded, i, kWindow) / power(clip, i, kWindow));
      EXPECT_GT(level, -3) << steps << " steps";
      EXPECT_LT(level, 3) << steps << " steps";
    }
  }
}

// As many events, in dense packing as many bits; they are harder to predict, which adaptive coding
// pays for: 8 % of the bits at most.
TEST(Quality, RefiningPaysAndCostsNoDenseBits) {
  const auto clip = Clip();
  std::vector<double> si_snr;
  std::vector<size_t> sizes;
  std::vector<uint64_t> dense;
  for (const int refinement : {0, 1, 8}) {
    MemorySource source(clip, 44100, 2);
    const std::string bytes = Encode(source, refinement);
    si_snr.push_back(SiSnr(clip, Decode(bytes, 0).samples));
    sizes.push_back(bytes.size());
    std::istringstream in(bytes);
    dense.push_back(Summarize(in)->sparse_bits());
  }
  EXPECT_GT(si_snr[1], si_snr[0] + 0.4);
  EXPECT_GT(si_snr[2], si_snr[1] + 0.4);
  EXPECT_EQ(dense[2], dense[0]);
  EXPECT_LT(static_cast<double>(sizes[2]), 1.08 * static_cast<double>(sizes[0]));
}

// The paper's point: few events, written by the sparse packings.
TEST(Quality, SparseFiresSeldomAndComesBack) {
  const Codec sparse = Load("sparse");
  const auto clip = Clip();
  MemorySource source(clip, 44100, 2);
  const std::string bytes = Encode(source, {}, sparse);
  const double seconds = static_cast<double>(clip.size()) / 2 / 44100;
  EXPECT_LT(static_cast<double>(bytes.size()) * 8 / seconds, 2900);
  std::istringstream in(bytes);
  const auto summary = Summarize(in);
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->packings()[static_cast<size_t>(Packing::kDense)], 0U);
  EXPECT_GT(SiSnr(clip, Decode(bytes, 0, sparse).samples), 9);
}

// As many events as sparse has, each where the waveform needs it.
TEST(Quality, LappedIsNearTheWaveform) {
  const Codec lapped = Load("lapped");
  const auto clip = Clip();
  MemorySource source(clip, 44100, 2);
  const std::string bytes = Encode(source, {}, lapped);
  const double seconds = static_cast<double>(clip.size()) / 2 / 44100;
  EXPECT_LT(static_cast<double>(bytes.size()) * 8 / seconds, 3300);
  const double coarse = SiSnr(clip, Decode(bytes, 0, lapped).samples);
  EXPECT_GT(coarse, 17.5);
  // What is filled in is no nearer to the waveform, but as good as unheard in it.
  const double filled = SiSnr(clip, Decode(bytes, 1, lapped).samples);
  EXPECT_LT(filled, coarse);
  EXPECT_GT(filled, coarse - 1);
}

// The same few chords for minutes, with a period that falls differently on every border between
// segments: what goes wrong at borders would stand out from the average elsewhere.
TEST(Quality, NoSeamAtTheBordersOfSegments) {
  constexpr int kRate = 22050;
  constexpr size_t kSegment = 131072;
  constexpr size_t kSegments = 60;
  auto clip = Clip();
  std::vector<float> loop;  // 1.37 s, faded at its ends, mono at 22.05 kHz
  for (size_t i = 0; i < 30209; ++i) {
    const size_t frame = 44100 * 3 + 2 * i;
    const double fade = std::min({1.0, i / 500.0, (30208.0 - i) / 500});
    loop.push_back(
        static_cast<float>(fade) * 0.25F *
        (clip[2 * frame] + clip[2 * frame + 1] + clip[2 * frame + 2] + clip[2 * frame + 3]));
  }
  std::vector<float> audio;
  while (audio.size() < kSegments * kSegment) audio.push_back(loop[audio.size() % loop.size()]);
  MemorySource source(audio, kRate, 1);
  const std::string bytes = Encode(source);
  for (const int64_t steps : {0, 2}) {
    const auto decoded = Decode(bytes, steps).samples;
    double at_borders = 0, elsewhere = 0;
    double border_samples = 0, other_samples = 0;
    constexpr size_t kNear = kRate / 20;  // 50 ms
    for (size_t i = kSegment / 2; i < audio.size() - kSegment / 2; ++i) {
      const double error = double{decoded[i]} - audio[i];
      const size_t place = (i + kNear) % kSegment;
      const bool near = place < 2 * kNear;
      (near ? at_borders : elsewhere) += error * error;
      ++(near ? border_samples : other_samples);
    }
    const double ratio = at_borders / border_samples / (elsewhere / other_samples);
    EXPECT_NEAR(ratio, 1, 0.1) << steps;
  }
}

}  // namespace
}  // namespace spk
