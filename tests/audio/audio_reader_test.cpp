#include "audio/audio_reader.h"

#include <gmock/gmock.h>
#include <sndfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>
#include <vector>

#include "audio/wav_header.h"

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
  for (const std::string& path :
       {path_, std::string("/nonexistent/file.wav"), ::testing::TempDir()}) {
    const Result<AudioReader> reader = AudioReader::Open(path);
    ASSERT_FALSE(reader);
    EXPECT_EQ(reader.error().code, ErrorCode::kInput);
    EXPECT_THAT(reader.error().message, HasSubstr("cannot read as audio: "));
  }
}

constexpr int kFormats[] = {SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_RF64 | SF_FORMAT_PCM_24,
                            SF_FORMAT_W64 | SF_FORMAT_FLOAT, SF_FORMAT_AIFF | SF_FORMAT_PCM_16,
                            SF_FORMAT_FLAC | SF_FORMAT_PCM_16};

std::vector<float> Samples(size_t size) {
  std::vector<float> samples(size);
  for (size_t i = 0; i < size; ++i) {
    samples[i] = static_cast<float>((i * i * 7919) % 32768) / 32768 - 0.5F;
  }
  return samples;
}

std::string Contents(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void Put(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::vector<float> ReadAll(AudioReader* reader) {
  std::vector<float> all;
  std::vector<float> block(300 * static_cast<size_t>(reader->channels()));
  Result<int64_t> frames = 300;
  while (frames && *frames == 300) {
    frames = reader->Read(block);
    EXPECT_TRUE(frames) << frames.error().message;
    const auto size = frames.value_or(0) * reader->channels();
    all.insert(all.end(), block.begin(), block.begin() + size);
  }
  return all;
}

class AudioPipeTest : public AudioReaderTest {
 protected:
  // What the reader makes of the bytes in a named pipe.
  std::vector<float> ReadPipe(const std::string& bytes) {
    const std::string pipe = path_ + ".pipe";
    mkfifo(pipe.c_str(), 0600);
    std::thread writer([&] { Put(pipe, bytes); });
    Result<AudioReader> reader = AudioReader::Open(pipe);
    EXPECT_TRUE(reader) << reader.error().message;
    std::vector<float> samples;
    if (reader) samples = ReadAll(&*reader);
    writer.join();
    std::filesystem::remove(pipe);
    return samples;
  }
  std::vector<float> ReadFile(const std::string& bytes) {
    Put(path_, bytes);
    Result<AudioReader> reader = AudioReader::Open(path_);
    EXPECT_TRUE(reader) << reader.error().message;
    if (!reader) return {};
    EXPECT_EQ(reader->frames(), AudioReader::kUnknownFrames);
    return ReadAll(&*reader);
  }
};

TEST_F(AudioReaderTest, NoticesTruncatedFiles) {
  for (const int format : kFormats) {
    Write(format, 2, Samples(60000));
    Result<AudioReader> whole = AudioReader::Open(path_);
    ReadAll(&*whole);
    EXPECT_THAT(whole->Warnings(), ::testing::IsEmpty());
    // At places that cut FLAC's frames and WAV's samples in all ways.
    for (const double part : {0.2, 0.3, 0.37, 0.50003, 0.6, 0.7501, 0.87, 0.9, 0.95, 0.99}) {
      const std::string bytes = Contents(path_);
      const std::string cut = path_ + ".cut";
      Put(cut, bytes.substr(0, static_cast<size_t>(static_cast<double>(bytes.size()) * part)));
      Result<AudioReader> reader = AudioReader::Open(cut);
      ASSERT_TRUE(reader) << reader.error().message;
      const auto read = std::ssize(ReadAll(&*reader)) / 2;
      EXPECT_LT(read, 30000);
      EXPECT_THAT(reader->Warnings(),
                  ::testing::ElementsAre("truncated: " + std::to_string(30000 - read) +
                                         " frames less than its header says"))
          << std::hex << format;
      std::filesystem::remove(cut);
    }
  }
}

TEST_F(AudioReaderTest, DamageInFlacCostsTheFramesThatItTouches) {
  const std::vector<float> samples = Samples(60000);
  std::string bytes = Contents(Write(SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 1, samples));
  std::fill_n(bytes.begin() + static_cast<ptrdiff_t>(bytes.size() / 2), 40, '\0');
  Put(path_, bytes);
  Result<AudioReader> reader = AudioReader::Open(path_);
  const std::vector<float> read = ReadAll(&*reader);
  ASSERT_EQ(read.size(), samples.size());
  int64_t lost = 0;
  for (size_t i = 0; i < read.size(); ++i) lost += std::abs(read[i] - samples[i]) > kStep16 ? 1 : 0;
  EXPECT_GT(lost, 0);
  EXPECT_LE(lost, 2 * 4096);
  EXPECT_THAT(reader->Warnings(), ::testing::ElementsAre(HasSubstr("damaged in 1 place")));
}

TEST_F(AudioReaderTest, SkipsToAnyPlace) {
  const std::vector<float> samples = Samples(60000);
  for (const int format : kFormats) {
    Write(format, 2, samples);
    for (const int64_t place : {0, 1, 4095, 4096, 20000, 29999, 30000, 40000}) {
      Result<AudioReader> reader = AudioReader::Open(path_);
      ASSERT_TRUE(reader->Skip(place));
      const auto first = std::min<size_t>(samples.size(), static_cast<size_t>(place) * 2);
      EXPECT_THAT(
          ReadAll(&*reader),
          Pointwise(FloatNear(kStep16),
                    std::vector(samples.begin() + static_cast<ptrdiff_t>(first), samples.end())))
          << std::hex << format << " " << std::dec << place;
    }
  }
}

TEST_F(AudioReaderTest, ReadsTags) {
  SF_INFO info{};
  info.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
  info.channels = 1;
  info.samplerate = 8000;
  SNDFILE* file = sf_open(path_.c_str(), SFM_WRITE, &info);
  sf_set_string(file, SF_STR_TITLE, "Für Elise");
  sf_set_string(file, SF_STR_ARTIST, "Dvo\xF8\xE1k");   // not UTF-8
  sf_set_string(file, SF_STR_COMMENT, "\xED\xA0\x80");  // a surrogate, nor this
  sf_set_string(file, SF_STR_GENRE, "");
  sf_set_string(file, SF_STR_SOFTWARE, "something");
  sf_close(file);
  const Result<AudioReader> reader = AudioReader::Open(path_);
  EXPECT_THAT(reader->tags(),
              ::testing::ElementsAre(Tag{"TITLE", "Für Elise"}, Tag{"ARTIST", "Dvoøák"},
                                     Tag{"COMMENT", "\u00ED\u00A0\u0080"}));
}

TEST_F(AudioPipeTest, AnyFormatMayComeThroughAPipe) {
  const std::vector<float> samples = Samples(50000);
  for (const int format : kFormats) {
    const std::string bytes = Contents(Write(format, 2, samples));
    EXPECT_THAT(ReadPipe(bytes), Pointwise(FloatNear(kStep16), samples)) << std::hex << format;
  }
}

TEST_F(AudioPipeTest, StandardInputToo) {
  const std::vector<float> samples = Samples(3000);
  Write(SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 1, samples);
  const int before = dup(STDIN_FILENO);
  std::FILE* pipe = popen(("cat " + path_).c_str(), "r");
  dup2(fileno(pipe), STDIN_FILENO);
  Result<AudioReader> reader = AudioReader::Open("-");
  dup2(before, STDIN_FILENO);
  close(before);
  pclose(pipe);
  ASSERT_TRUE(reader);
  EXPECT_THAT(ReadAll(&*reader), Pointwise(FloatNear(kStep16), samples));
}

TEST_F(AudioPipeTest, WavMayLeaveItsSizeOpen) {
  const std::vector<float> samples = Samples(40000);
  for (const uint32_t size : {0U, 0x7FFFF000U, 0x80000000U, 0xFFFFFFFFU}) {
    for (const int channels : {1, 2}) {
      std::vector<uint8_t> bytes = WavHeader({48000, channels, {}}, 32, std::nullopt);
      bytes.resize(bytes.size() - 4);
      AppendLittleEndian(size, 4, &bytes);
      for (const float x : samples) AppendLittleEndian(std::bit_cast<uint32_t>(x), 4, &bytes);
      const std::string text(bytes.begin(), bytes.end());
      EXPECT_EQ(ReadPipe(text), samples) << size;
      EXPECT_EQ(ReadFile(text), samples) << size;
    }
  }
}

TEST_F(AudioPipeTest, ChunksAfterTheSamplesAreNoSamples) {
  const std::vector<float> samples = Samples(1000);
  const std::string bytes = Contents(Write(SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1, samples));
  EXPECT_EQ(ReadPipe(bytes + std::string("LIST\x04\0\0\0INFO", 12)).size(), samples.size());
}

TEST_F(AudioPipeTest, OtherThingsInAPipeAreInputErrors) {
  const std::string pipe = path_ + ".pipe";
  mkfifo(pipe.c_str(), 0600);
  for (const char* text : {"", "RIFF", "This is a letter, not a sound."}) {
    std::thread writer([&] { Put(pipe, text); });
    const Result<AudioReader> reader = AudioReader::Open(pipe);
    writer.join();
    ASSERT_FALSE(reader);
    EXPECT_EQ(reader.error().code, ErrorCode::kInput);
  }
  std::filesystem::remove(pipe);
}

}  // namespace
}  // namespace spk
