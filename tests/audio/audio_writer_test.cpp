#include "audio/audio_writer.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sndfile.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace spk {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr AudioContainer kContainers[] = {AudioContainer::kWav, AudioContainer::kFlac,
                                          AudioContainer::kRaw};
constexpr SampleType kTypes[] = {SampleType::k16Bit, SampleType::k24Bit, SampleType::kFloat};

std::string Contents(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// One third of full scale lies between two steps in any integer format.
std::vector<float> Ramp(size_t size) {
  std::vector<float> ramp(size);
  for (size_t i = 0; i < size; ++i) {
    ramp[i] = static_cast<float>(i) / static_cast<float>(size) - 1.0F / 3;
  }
  return ramp;
}

Result<uint64_t> Write(const AudioWriterOptions& options, const AudioFormat& format,
                       std::span<const float> samples) {
  AudioWriter writer(options);
  Result<void> result = writer.Open(format);
  while (result && !samples.empty()) {
    const size_t size = std::min<size_t>(samples.size(), size_t{1} << 16);
    result = writer.Write(samples.first(size));
    samples = samples.subspan(size);
  }
  if (result) result = writer.Close();
  SPK_TRY(result);
  return writer.clipped();
}

class AudioWriterTest : public ::testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directory(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  // Through a named pipe, as a program after `|` would get it.
  std::string WriteToPipe(AudioWriterOptions options, const AudioFormat& format,
                          std::span<const float> samples) {
    options.path = folder_ + "/pipe";
    mkfifo(options.path.c_str(), 0600);
    std::string received;
    std::thread reader([&] { received = Contents(options.path); });
    EXPECT_TRUE(Write(options, format, samples));
    reader.join();
    return received;
  }

  std::vector<int> ReadIntegers(const std::string& path, SF_INFO* info) {
    *info = {};
    SNDFILE* file = sf_open(path.c_str(), SFM_READ, info);
    EXPECT_NE(file, nullptr) << path;
    if (file == nullptr) return {};
    std::vector<int> samples(static_cast<size_t>(info->frames * info->channels));
    EXPECT_EQ(sf_readf_int(file, samples.data(), info->frames), info->frames);
    sf_close(file);
    return samples;
  }

  std::string folder_ = ::testing::TempDir() + "audio_writer_test." + std::to_string(getpid());
  std::string path_ = folder_ + "/out";
};

TEST_F(AudioWriterTest, EveryFormatHoldsTheNearestSamples) {
  const std::vector<float> samples = Ramp(20000);
  for (const AudioContainer container : {AudioContainer::kWav, AudioContainer::kFlac}) {
    for (const SampleType type : {SampleType::k16Bit, SampleType::k24Bit}) {
      ASSERT_EQ(Write({container, type, path_, {}}, {44100, 2, {}}, samples), 0U);
      SF_INFO info;
      const std::vector<int> read = ReadIntegers(path_, &info);
      EXPECT_EQ(info.samplerate, 44100);
      EXPECT_EQ(info.channels, 2);
      ASSERT_EQ(read.size(), samples.size());
      const int bits = type == SampleType::k16Bit ? 16 : 24;
      for (size_t i = 0; i < samples.size(); ++i) {
        ASSERT_EQ(read[i] >> (32 - bits), std::lround(std::ldexp(double{samples[i]}, bits - 1)));
      }
    }
  }
}

TEST_F(AudioWriterTest, FloatsStayAsTheyAre) {
  const std::vector<float> samples = {0, 1, -1.5F, 1e-20F, 1234567};
  ASSERT_EQ(Write({AudioContainer::kWav, SampleType::kFloat, path_, {}}, {22050, 1, {}}, samples),
            0U);
  SF_INFO info{};
  SNDFILE* file = sf_open(path_.c_str(), SFM_READ, &info);
  std::vector<float> read(samples.size());
  EXPECT_EQ(sf_readf_float(file, read.data(), 10), 5);
  sf_close(file);
  EXPECT_EQ(read, samples);
}

TEST_F(AudioWriterTest, FullScaleHoldsAndIsCounted) {
  const std::vector<float> samples = {1,  32767.4F / 32768, 32767.6F / 32768, -1, -32768.4F / 32768,
                                      -2, 0.5F / 32768,     -0.5F / 32768,    NAN};
  for (const AudioContainer container : kContainers) {
    EXPECT_EQ(Write({container, SampleType::k16Bit, path_, {}}, {8000, 1, {}}, samples), 3U);
  }
  std::vector<int16_t> read(samples.size());
  const std::string bytes = Contents(path_);  // raw
  ASSERT_EQ(bytes.size(), 2 * samples.size());
  for (size_t i = 0; i < read.size(); ++i) {
    read[i] = static_cast<int16_t>(static_cast<uint8_t>(bytes[2 * i]) |
                                   static_cast<uint8_t>(bytes[2 * i + 1]) << 8);
  }
  EXPECT_THAT(read, ElementsAre(32767, 32767, 32767, -32768, -32768, -32768, 1, -1, 0));
}

TEST_F(AudioWriterTest, ShortWavIsPlainRiff) {
  ASSERT_TRUE(Write({.path = path_, .name = {}}, {44100, 1, {}}, Ramp(10)));
  EXPECT_THAT(Contents(path_), StartsWith("RIFF"));
}

TEST_F(AudioWriterTest, StreamsHoldTheSameSamplesAsFiles) {
  const std::vector<float> samples = Ramp(30000);
  for (const AudioContainer container : kContainers) {
    for (const SampleType type : kTypes) {
      const AudioWriterOptions options{container, type, path_, {}};
      if (!Validate(options)) continue;
      ASSERT_TRUE(Write(options, {48000, 2, {}}, samples));
      const std::string file = Contents(path_);
      std::string stream = WriteToPipe(options, {48000, 2, {}}, samples);
      if (container == AudioContainer::kWav) {
        const size_t data = samples.size() * (type == SampleType::k16Bit   ? 2
                                              : type == SampleType::k24Bit ? 3
                                                                           : 4);
        const size_t header = type == SampleType::kFloat ? 46 : 44;
        ASSERT_EQ(stream.size(), header + data);
        EXPECT_TRUE(stream.substr(header) == file.substr(file.size() - data));
      } else {
        EXPECT_TRUE(stream == file);
      }
    }
  }
}

TEST_F(AudioWriterTest, StreamedWavHeaderIsReadable) {
  for (const SampleType type : kTypes) {
    const std::string stream =
        WriteToPipe({.sample_type = type, .path = {}, .name = {}}, {48000, 2, {}}, Ramp(600));
    std::ofstream(path_, std::ios::binary) << stream;
    SF_INFO info;
    ReadIntegers(path_, &info);
    EXPECT_EQ(info.samplerate, 48000);
    EXPECT_EQ(info.channels, 2);
    EXPECT_EQ(info.frames, 300);
    const int subtype = type == SampleType::k16Bit   ? SF_FORMAT_PCM_16
                        : type == SampleType::k24Bit ? SF_FORMAT_PCM_24
                                                     : SF_FORMAT_FLOAT;
    EXPECT_EQ(info.format & SF_FORMAT_SUBMASK, subtype);
  }
}

void ExpectTags(const std::string& path) {
  SF_INFO info{};
  SNDFILE* file = sf_open(path.c_str(), SFM_READ, &info);
  EXPECT_EQ(info.frames, 100);
  EXPECT_STREQ(sf_get_string(file, SF_STR_TITLE), "Für Elise");
  EXPECT_STREQ(sf_get_string(file, SF_STR_ARTIST), "A. Player");
  EXPECT_STREQ(sf_get_string(file, SF_STR_DATE), "1810");
  EXPECT_STREQ(sf_get_string(file, SF_STR_TRACKNUMBER), "7");
  EXPECT_EQ(sf_get_string(file, SF_STR_SOFTWARE), nullptr);
  sf_close(file);
}

TEST_F(AudioWriterTest, KeepsTags) {
  const std::vector<Tag> tags = {{"TITLE", "Für Elise"}, {"artist", "A. Player"},
                                 {"ALBUM", ""},          {"DATE", "1810"},
                                 {"TRACKNUMBER", "7"},   {"COMMENT", std::string(200000, 'x')},
                                 {"MOOD", "unknown"}};
  for (const AudioContainer container : {AudioContainer::kWav, AudioContainer::kFlac}) {
    const AudioWriterOptions options{container, SampleType::k16Bit, path_, {}};
    ASSERT_TRUE(Write(options, {44100, 1, tags}, Ramp(100)));
    ExpectTags(path_);
    const std::string stream = WriteToPipe(options, {44100, 1, tags}, Ramp(100));
    std::ofstream(path_, std::ios::binary) << stream;
    ExpectTags(path_);
  }
}

TEST_F(AudioWriterTest, NoFramesMakeAnEmptyRecording) {
  for (const AudioContainer container : {AudioContainer::kWav, AudioContainer::kFlac}) {
    ASSERT_TRUE(Write({container, SampleType::k16Bit, path_, {}}, {44100, 1, {}}, {}));
    SF_INFO info{};
    SNDFILE* file = sf_open(path_.c_str(), SFM_READ, &info);
    ASSERT_NE(file, nullptr) << sf_strerror(nullptr);
    EXPECT_EQ(info.samplerate, 44100);
    int sample = 0;
    EXPECT_EQ(sf_readf_int(file, &sample, 1), 0);
    sf_close(file);
  }
}

TEST_F(AudioWriterTest, WritesThroughADescriptor) {
  const int fd = open(folder_.c_str(), O_TMPFILE | O_RDWR, 0600);
  const std::string path = "/proc/self/fd/" + std::to_string(fd);
  ASSERT_TRUE(Write({.path = path, .name = {}}, {44100, 1, {}}, Ramp(100)));
  SF_INFO info;
  EXPECT_EQ(ReadIntegers(path, &info).size(), 100U);
  close(fd);
}

TEST_F(AudioWriterTest, FloatFlacIsAUsageError) {
  const AudioWriterOptions options{AudioContainer::kFlac, SampleType::kFloat, path_, {}};
  const Result<uint64_t> result = Write(options, {44100, 1, {}}, {});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kUsage);
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(AudioWriterTest, MissingFolderAndFullDiskAreOutputErrors) {
  for (const AudioContainer container : kContainers) {
    AudioWriterOptions options{container, SampleType::k16Bit, folder_ + "/none/x", "x"};
    Result<uint64_t> result = Write(options, {44100, 1, {}}, Ramp(100));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::kOutput);
    EXPECT_EQ(result.error().message, "x: cannot open: No such file or directory");

    options.path = "/dev/full";
    result = Write(options, {44100, 1, {}}, Ramp(100));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::kOutput);
    EXPECT_EQ(result.error().message, "x: cannot write: No space left on device");
  }
}

// A file that may not grow, as on a full disk: also what libsndfile writes only when it closes.
TEST_F(AudioWriterTest, NoWriteErrorIsLost) {
  std::signal(SIGXFSZ, SIG_IGN);
  struct rlimit before {};
  getrlimit(RLIMIT_FSIZE, &before);
  for (const AudioContainer container : kContainers) {
    for (const size_t samples : {500, 5000, 500000}) {
      const AudioWriterOptions options{container, SampleType::k16Bit, path_, "x"};
      ASSERT_TRUE(Write(options, {44100, 1, {}}, Ramp(samples)));
      const struct rlimit limit = {std::filesystem::file_size(path_) - 1, before.rlim_max};
      setrlimit(RLIMIT_FSIZE, &limit);
      const Result<uint64_t> result = Write(options, {44100, 1, {}}, Ramp(samples));
      setrlimit(RLIMIT_FSIZE, &before);
      ASSERT_FALSE(result);
      EXPECT_EQ(result.error().message, "x: cannot write: File too large");
    }
  }
}

TEST_F(AudioWriterTest, ClosedPipeIsAnOutputError) {
  std::signal(SIGPIPE, SIG_IGN);
  for (const AudioContainer container : kContainers) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    AudioWriter writer(
        {container, SampleType::k16Bit, "/proc/self/fd/" + std::to_string(ends[1]), "x"});
    Result<void> result = writer.Open({44100, 1, {}});
    close(ends[0]);
    close(ends[1]);
    if (result) result = writer.Write(Ramp(100000));
    if (result) result = writer.Close();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::kOutput);
    EXPECT_EQ(result.error().message, "x: cannot write: Broken pipe");
  }
}

}  // namespace
}  // namespace spk
