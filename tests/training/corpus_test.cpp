#include "training/corpus.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#include "tests/training/test_audio.h"
#include "training/window_sampler.h"

namespace spk {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr int kRate = 22050;

class CorpusTest : public ::testing::Test {
 protected:
  Result<Corpus> Open(Split split = Split::kTrain) {
    decoded_.clear();
    return Corpus::Open(
        folder_ / "audio", folder_ / "cache", kRate, split,
        [this](size_t, size_t, const std::string& path) { decoded_.push_back(path); });
  }
  static std::vector<std::string> Paths(const Corpus& corpus) {
    std::vector<std::string> paths;
    for (const Recording& recording : corpus.recordings()) paths.push_back(recording.path);
    return paths;
  }

  TestFolder folder_;
  std::vector<std::string> decoded_;
};

TEST_F(CorpusTest, ReadsAFolderTreeOnce) {
  WriteWav(folder_ / "audio/b.wav", Melody(2));
  WriteWav(folder_ / "audio/deep/er/a.wav", Melody(1));
  std::ofstream(folder_ / "audio/notes.txt") << "no audio";
  const auto corpus = Open();
  ASSERT_TRUE(corpus) << corpus.error().message;
  EXPECT_THAT(Paths(*corpus), ElementsAre("b.wav", "deep/er/a.wav"));
  EXPECT_EQ(corpus->total_samples(), 3 * kRate);
  EXPECT_THAT(decoded_, ElementsAre("b.wav", "deep/er/a.wav"));
  const std::vector<float> melody = Melody(2);
  for (size_t i = 0; i < melody.size(); ++i) {
    ASSERT_NEAR(corpus->recordings()[0].samples[i] / 32768.0, melody[i], 1.0 / 32768);
  }
  ASSERT_TRUE(Open());
  EXPECT_THAT(decoded_, ElementsAre());
}

TEST_F(CorpusTest, DecodesOnlyWhatIsNewOrChanged) {
  WriteWav(folder_ / "audio/a.wav", Melody(1));
  WriteWav(folder_ / "audio/c.wav", Melody(1));
  ASSERT_TRUE(Open());
  WriteWav(folder_ / "audio/b.wav", Melody(1.5));
  WriteWav(folder_ / "audio/c.wav", Melody(3));
  const auto corpus = Open();
  ASSERT_TRUE(corpus);
  EXPECT_THAT(decoded_, ElementsAre("b.wav", "c.wav"));
  EXPECT_THAT(Paths(*corpus), ElementsAre("a.wav", "b.wav", "c.wav"));
  EXPECT_EQ(corpus->recordings()[2].samples.size(), 3U * kRate);
}

TEST_F(CorpusTest, AnInterruptedCacheGoesOn) {
  WriteWav(folder_ / "audio/a.wav", Melody(1));
  WriteWav(folder_ / "audio/b.wav", Melody(1));
  const auto whole = Open();
  ASSERT_TRUE(whole);
  const std::vector<int16_t> expected(whole->recordings()[1].samples.begin(),
                                      whole->recordings()[1].samples.end());
  // As if the process had been killed in the middle of the second line.
  for (const auto& file : std::filesystem::directory_iterator(folder_ / "cache")) {
    if (file.path().extension() == ".tsv") {
      std::filesystem::resize_file(file.path(), file.file_size() - 6);
    }
  }
  const auto corpus = Open();
  ASSERT_TRUE(corpus);
  EXPECT_THAT(decoded_, ElementsAre("b.wav"));
  EXPECT_TRUE(
      std::equal(expected.begin(), expected.end(), corpus->recordings()[1].samples.begin()));
}

TEST_F(CorpusTest, ResamplesAndMixesDown) {
  std::vector<float> stereo;
  for (const float x : Melody(1, 44100)) stereo.insert(stereo.end(), {2 * x, 0});
  WriteWav(folder_ / "audio/a.wav", stereo, 44100, 2);
  const auto corpus = Open();
  ASSERT_TRUE(corpus);
  const auto samples = corpus->recordings()[0].samples;
  ASSERT_EQ(samples.size(), static_cast<size_t>(kRate));
  const std::vector<float> melody = Melody(1);
  for (size_t i = 1000; i < 5000; ++i) ASSERT_NEAR(samples[i] / 32768.0, melody[i], 0.01);
}

TEST_F(CorpusTest, ASampleThatIsNoNumberIsZero) {
  std::vector<float> samples = Melody(2, 44100);
  samples[10000] = std::nanf("");
  WriteWav(folder_ / "audio/a.wav", samples, 44100);
  samples[10000] = 0;
  WriteWav(folder_ / "audio/b.wav", samples, 44100);
  const auto corpus = Open();
  ASSERT_TRUE(corpus);
  const Recording& broken = corpus->recordings()[0];
  const Recording& repaired = corpus->recordings()[1];
  EXPECT_TRUE(std::ranges::equal(broken.samples, repaired.samples));
  EXPECT_EQ(broken.loudness, repaired.loudness);
}

TEST_F(CorpusTest, FollowsTheSplitsOfMaestro) {
  for (const char* name : {"x.wav", "y, z.wav", "w.wav"}) {
    WriteWav(folder_ / "audio/2004/" + name, Melody(0.5));
  }
  std::ofstream(folder_ / "audio/maestro-v3.0.0.csv")
      << "\xEF\xBB\xBF"
         "canonical_title,split,audio_filename\r\n"
      << "\"Sonata,\nin two lines, \"\"big\"\"\",train,2004/x.wav\n"
      << "Etude,validation,\"2004/y, z.wav\"\nFugue,test,2004/w.wav\n";
  const auto train = Open(Split::kTrain);
  const auto validation = Open(Split::kValidation);
  ASSERT_TRUE(train && validation);
  EXPECT_THAT(Paths(*train), ElementsAre("2004/x.wav"));
  EXPECT_THAT(Paths(*validation), ElementsAre("2004/y, z.wav"));
}

TEST_F(CorpusTest, ReadsAFolderThatIsCalledRooms) {
  WriteWav(folder_ / "audio/rooms/a.wav", Melody(1));
  const auto corpus = Open();
  ASSERT_TRUE(corpus) << corpus.error().message;
  EXPECT_THAT(Paths(*corpus), ElementsAre("rooms/a.wav"));
}

TEST_F(CorpusTest, LeavesOutTheRoomResponsesOfARenderedCorpus) {
  WriteWav(folder_ / "audio/rooms/hall.wav", Melody(1));
  WriteWav(folder_ / "audio/a.wav", Melody(1));
  std::ofstream(folder_ / "audio/plan.tsv") << "midi\tpiano\n";
  const auto corpus = Open();
  ASSERT_TRUE(corpus);
  EXPECT_THAT(Paths(*corpus), ElementsAre("a.wav"));
}

TEST_F(CorpusTest, NamesWhatItCannotRead) {
  WriteWav(folder_ / "audio/a.wav", Melody(1));
  std::ofstream(folder_ / "audio/b.wav") << "not a wave";
  const auto corpus = Open();
  ASSERT_TRUE(corpus);
  EXPECT_THAT(Paths(*corpus), ElementsAre("a.wav"));
  EXPECT_THAT(corpus->skipped(), ElementsAre("b.wav"));
}

TEST_F(CorpusTest, AFolderWithoutAudioIsAnError) {
  EXPECT_EQ(Open().error().code, ErrorCode::kInput);
  std::filesystem::create_directories(folder_ / "audio");
  EXPECT_THAT(Open().error().message, HasSubstr("no audio"));
}

TEST_F(CorpusTest, WindowsAreLevelledAndRepeatable) {
  WriteWav(folder_ / "audio/a.wav", Melody(10));
  const auto corpus = Open();
  ASSERT_TRUE(corpus);
  const WindowSampler sampler({{*corpus, 1}}, Augmentation{}, kRate, 5);
  std::vector<float> window(16384);
  std::vector<float> again(16384);
  std::vector<float> other(16384);
  sampler.Draw(3, 1, window);
  sampler.Draw(3, 2, other);
  sampler.Draw(3, 1, again);
  EXPECT_EQ(window, again);
  EXPECT_NE(window, other);
  double energy = 0;
  for (uint64_t item = 0; item < 50; ++item) {
    sampler.Draw(0, item, window);
    for (const float x : window) energy += static_cast<double>(x) * x;
  }
  EXPECT_NEAR(std::sqrt(energy / (50 * 16384)), 1, 0.3);
}

TEST_F(CorpusTest, WeightsShareOutTheWindows) {
  WriteWav(folder_ / "audio/loud.wav", std::vector<float>(60000, 0.5F));
  const auto constant = Open();
  std::filesystem::remove(folder_ / "audio/loud.wav");
  WriteWav(folder_ / "audio/tone.wav", Melody(30));
  const auto melody = Open();
  ASSERT_TRUE(constant && melody);
  Augmentation none;
  none.equaliser_probability = none.noise_probability = none.band_limit_probability = 0;
  const WindowSampler sampler({{*melody, 0.75}, {*constant, 0.25}}, none, kRate, 5);
  int constants = 0;
  std::vector<float> window(2048);
  for (uint64_t item = 0; item < 400; ++item) {
    sampler.Draw(0, item, window);
    constants += std::abs(window[100] - window[1000]) < 0.01F ? 1 : 0;
  }
  EXPECT_NEAR(constants, 100, 30);  // 3.5 standard deviations
}

}  // namespace
}  // namespace spk
