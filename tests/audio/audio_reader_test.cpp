#include "audio/audio_reader.h"

#include <gmock/gmock.h>
#include <sndfile.h>

#include <filesystem>
#include <fstream>
#include <vector>

namespace spk {
namespace {

using ::testing::FloatNear;
using ::testing::HasSubstr;
using ::testing::Pointwise;

constexpr float kStep16 = 1.0F / 32768;  // of the coarsest format below

class AudioReaderTest : public ::testing::Test {
 protected:
  std::string Write(int format, int channels, const std::vector<float>& samples) {
    SF_INFO info{};
    info.format = format;
    info.channels = channels;
    info.samplerate = 32000;
    SNDFILE* file = sf_open(path_.c_str(), SFM_WRITE, &info);
    sf_writef_float(file, samples.data(), static_cast<sf_count_t>(samples.size()) / channels);
    sf_close(file);
    return path_;
  }
  void TearDown() override { std::filesystem::remove(path_); }

  std::string path_ = ::testing::TempDir() + "audio_reader_test." + std::to_string(::getpid());
};

TEST_F(AudioReaderTest, ReadsBlockByBlock) {
  const std::vector<float> samples = {0, 0.5F, -0.5F, 0.25F, -1, 0.125F};
  for (const int format : {SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_WAV | SF_FORMAT_FLOAT,
                           SF_FORMAT_FLAC | SF_FORMAT_PCM_24, SF_FORMAT_RF64 | SF_FORMAT_PCM_16,
                           SF_FORMAT_AIFF | SF_FORMAT_PCM_24}) {
    Result<AudioReader> reader = AudioReader::Open(Write(format, 2, samples));
    ASSERT_TRUE(reader) << reader.error().message;
    EXPECT_EQ(reader->sample_rate(), 32000);
    EXPECT_EQ(reader->channels(), 2);
    EXPECT_EQ(reader->frames(), 3);
    std::vector<float> block(4);
    EXPECT_EQ(reader->Read(block), 2);
    EXPECT_THAT(block, Pointwise(FloatNear(kStep16), std::vector<float>{0, 0.5F, -0.5F, 0.25F}));
    EXPECT_EQ(reader->Read(block), 1);
    EXPECT_NEAR(block[0], -1, kStep16);
    EXPECT_EQ(reader->Read(block), 0);
  }
}

TEST_F(AudioReaderTest, OtherFilesAreInputErrors) {
  std::ofstream(path_) << "This is a letter, not a sound.";
  for (const std::string& path : {path_, std::string("/nonexistent/file.wav")}) {
    const Result<AudioReader> reader = AudioReader::Open(path);
    ASSERT_FALSE(reader);
    EXPECT_EQ(reader.error().code, ErrorCode::kInput);
    EXPECT_THAT(reader.error().message, HasSubstr(path));
  }
}

}  // namespace
}  // namespace spk
