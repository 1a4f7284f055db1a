// Files that are cut off, damaged, or not what their headers say: all that is there is read, and
// what is not is said.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "audio/audio_reader.h"
#include "audio/audio_tags.h"

namespace spk {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int kRate = 48000;
constexpr int64_t kFrames = 6 * kRate;
constexpr int kMp3 = SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;

// What can be had of a file.
struct Found {
  int64_t frames = -1;  // -1: it cannot be opened
  double loudest = 0;
  std::vector<std::string> warnings;
  std::vector<Tag> tags;
  std::string error;
};

class OddFiles : public ::testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(path_); }

  // Two seconds of little, four of much: bit rates that vary, vary. As bytes of a file.
  std::string Make(int format) {
    SF_INFO info{};
    info.format = format;
    info.channels = 1;
    info.samplerate = kRate;
    SNDFILE* file = sf_open(path_.c_str(), SFM_WRITE, &info);
    EXPECT_NE(file, nullptr) << sf_strerror(nullptr);
    int mode = SF_BITRATE_MODE_VARIABLE;
    if (format == kMp3) sf_command(file, SFC_SET_BITRATE_MODE, &mode, sizeof(mode));
    std::vector<float> samples(kFrames);
    uint32_t noise = 1;
    for (size_t i = 0; i < samples.size(); ++i) {
      noise = noise * 1664525 + 1013904223;
      const float x = static_cast<float>(noise >> 8) / (1 << 24) - 0.5F;
      samples[i] = i < 2 * kRate ? 0.001F * x : 0.7F * x;
    }
    for (size_t i = 0; i < samples.size(); i += kRate) {
      sf_writef_float(file, samples.data() + i, kRate);
    }
    sf_close(file);
    std::ifstream in(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }

  Found Read(const std::string& bytes, const std::string& suffix = "") {
    const std::string path = path_ + suffix;
    std::ofstream(path, std::ios::binary) << bytes;
    Found found;
    auto reader = AudioReader::Open(path);
    if (reader) {
      std::vector<float> block(1 << 16);
      found.frames = 0;
      for (int64_t read = 1 << 16; read == 1 << 16; found.frames += read) {
        read = reader->Read(block).value();
        for (int64_t i = 0; i < read; ++i) {
          found.loudest = std::max<double>(found.loudest, std::abs(block[static_cast<size_t>(i)]));
        }
      }
      found.warnings = reader->Warnings();
      found.tags = reader->tags();
    } else {
      found.error = reader.error().message;
    }
    std::filesystem::remove(path);
    return found;
  }

  std::string path_ = ::testing::TempDir() + "odd_files_test." + std::to_string(::getpid());
};

std::string Without(std::string bytes, const std::string& word) {
  const size_t at = bytes.find(word);
  EXPECT_NE(at, std::string::npos);
  return bytes.replace(at, word.size(), word.size(), '\0');
}

std::string LittleEndian(uint32_t value) {
  std::string bytes;
  for (int i = 0; i < 4; ++i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

TEST_F(OddFiles, Mp3OfAVaryingRateWithoutACountIsReadToItsEnd) {
  const std::string whole = Make(kMp3);
  EXPECT_EQ(Read(whole).frames, kFrames);
  const Found found = Read(Without(whole, "Xing"));
  EXPECT_NEAR(static_cast<double>(found.frames), kFrames, 3 * 1152);
  EXPECT_THAT(found.warnings, IsEmpty());
}

TEST_F(OddFiles, HalfAFileIsAWarningOfEveryReader) {
  for (const int format : {kMp3, SF_FORMAT_OGG | SF_FORMAT_VORBIS, SF_FORMAT_OGG | SF_FORMAT_OPUS,
                           SF_FORMAT_AU | SF_FORMAT_PCM_16, SF_FORMAT_AU | SF_FORMAT_ULAW,
                           SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM, SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM,
                           SF_FORMAT_WAV | SF_FORMAT_PCM_24, SF_FORMAT_AIFF | SF_FORMAT_FLOAT,
                           SF_FORMAT_FLAC | SF_FORMAT_PCM_16}) {
    const std::string whole = Make(format);
    EXPECT_THAT(Read(whole).warnings, IsEmpty()) << std::hex << format;
    EXPECT_THAT(Read(whole).frames,
                ::testing::AllOf(::testing::Ge(kFrames), ::testing::Le(kFrames + 4096)));
    const Found half = Read(whole.substr(0, whole.size() / 2));
    EXPECT_GT(half.frames, kFrames / 4) << std::hex << format;
    EXPECT_LT(half.frames, kFrames) << std::hex << format;
    EXPECT_THAT(half.warnings, ElementsAre(HasSubstr("truncated"))) << std::hex << format;
  }
  const std::string mp3 = Without(Make(kMp3), "Xing");
  EXPECT_THAT(Read(mp3.substr(0, mp3.size() / 2)).warnings, ElementsAre(HasSubstr("truncated")));
}

TEST_F(OddFiles, WhatFollowsTheEndIsATagOrAWarning) {
  const std::string id3 = "TAG" + std::string(125, 'x');
  // Head and foot of an empty one.
  const std::string ape =
      "APETAGEX" + LittleEndian(2000) + LittleEndian(32) + std::string(16, '\0');
  for (const int format : {SF_FORMAT_FLAC | SF_FORMAT_PCM_16, kMp3}) {
    const std::string whole = Make(format);
    for (const std::string& tag : {id3, std::string(5000, '\0'), ape + ape + id3}) {
      EXPECT_EQ(Read(whole + tag).frames, kFrames);
      EXPECT_THAT(Read(whole + tag).warnings, IsEmpty());
    }
    EXPECT_EQ(Read(whole + std::string(500, 'j')).frames, kFrames);
    EXPECT_THAT(Read(whole + std::string(500, 'j')).warnings,
                ElementsAre(HasSubstr("500 bytes behind its end")));
  }
}

TEST_F(OddFiles, StreamsBehindTheFirstAreReadOrNamed) {
  const std::string mp3 = Without(Make(kMp3), "Xing");
  const Found twice = Read(mp3 + mp3);
  EXPECT_NEAR(static_cast<double>(twice.frames), 2 * kFrames, 6 * 1152);
  const std::string ogg = Make(SF_FORMAT_OGG | SF_FORMAT_VORBIS);
  EXPECT_THAT(Read(ogg + ogg).warnings, ElementsAre(HasSubstr("holds 2 streams")));
  const std::string flac = Make(SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
  EXPECT_THAT(Read(flac + flac).warnings, ElementsAre(HasSubstr("behind its end")));
}

TEST_F(OddFiles, JunkBeforeAnMp3IsPassedOverIfItsNameSaysMp3) {
  const std::string junk(5000, 'j');
  EXPECT_EQ(Read(junk + Make(kMp3), ".MP3").frames, kFrames);
  EXPECT_EQ(Read(junk + Make(kMp3)).frames, -1);
}

TEST_F(OddFiles, DamageInAnMp3IsAWarning) {
  std::string bytes = Make(kMp3);
  bytes.replace(bytes.size() / 2, 3000, 3000, '\x55');
  const Found found = Read(bytes);
  EXPECT_GT(found.frames, kFrames - 20 * 1152);
  EXPECT_THAT(found.warnings, ::testing::Contains(HasSubstr("damaged")));
}

TEST_F(OddFiles, ChunksBehindSamplesOfUnknownSizeAreNoSamples) {
  const std::string wav = Make(SF_FORMAT_WAV | SF_FORMAT_PCM_16);
  const std::string list =
      "LIST" + LittleEndian(26) + "INFOINAM" + LittleEndian(14) + "hello, world!" + '\0';
  const std::string samples = wav.substr(44);
  const auto with = [&](uint32_t riff, uint32_t data, const std::string& rest) {
    return "RIFF" + LittleEndian(riff) + wav.substr(8, 32) + LittleEndian(data) + rest;
  };
  for (const auto& [riff, data] : {std::pair(0U, 0U), std::pair(~0U, ~0U), std::pair(~0U, 0U)}) {
    EXPECT_EQ(Read(with(riff, data, samples + list)).frames, kFrames) << riff << " " << data;
    EXPECT_EQ(Read(with(riff, data, samples)).frames, kFrames) << riff << " " << data;
  }
  // Nothing, and then a chunk.
  EXPECT_EQ(Read(with(36 + static_cast<uint32_t>(list.size()), 0, list)).frames, 0);
}

TEST_F(OddFiles, AuOfUnknownSizeIsReadToItsEnd) {
  std::string au = Make(SF_FORMAT_AU | SF_FORMAT_PCM_16);
  EXPECT_EQ(Read(au.replace(8, 4, 4, '\0')).frames, kFrames);
  EXPECT_NEAR(Read(au).loudest, 0.35, 0.01);  // the right way round
}

TEST_F(OddFiles, TagsOfOneNameAreAllKept) {
  std::string comments = LittleEndian(0) + LittleEndian(5);  // from nobody, five
  for (const std::string comment : {"ARTIST=Argerich", "artist=Freire", "COMPOSER=Ravel",
                                    "COMPOSER=Rachmaninoff", "SOMETHING=else"}) {
    comments += LittleEndian(static_cast<uint32_t>(comment.size())) + comment;
  }
  const std::vector<Tag> all = {{"ARTIST", "Argerich"},
                                {"ARTIST", "Freire"},
                                {"COMPOSER", "Ravel"},
                                {"COMPOSER", "Rachmaninoff"}};
  std::vector<Tag> tags;
  AddComments(comments, &tags);
  EXPECT_EQ(tags, all);
  // As a block behind that of the stream's facts.
  const std::string flac = Make(SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
  constexpr size_t kFacts = 4 + 4 + 34;
  const std::string head{4, 0, 0, static_cast<char>(comments.size())};
  EXPECT_EQ(Read(flac.substr(0, kFacts) + head + comments + flac.substr(kFacts)).tags, all);
}

TEST_F(OddFiles, KindsThatNoLibraryReadsAreNamed) {
  for (const auto& [bytes, name] :
       {std::pair(std::string("\0\0\0\x20"
                              "ftypM4A ",
                              12),
                  "MPEG-4"),
        std::pair(std::string("BW64\xFF\xFF\xFF\xFFWAVE"), "BW64"),
        std::pair("OggS" + std::string(24, '\0') + "Speex   1.2", "Ogg Speex"),
        std::pair(std::string("wvpk"), "WavPack"), std::pair(std::string("MThd"), "MIDI")}) {
    const Found found = Read(bytes + std::string(100, '\0'));
    EXPECT_EQ(found.frames, -1);
    EXPECT_THAT(found.error, HasSubstr(name));
    EXPECT_THAT(found.error, HasSubstr("ffmpeg -i FILE x.wav"));
  }
}

}  // namespace
}  // namespace spk
