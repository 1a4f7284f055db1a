#include "midi/midi_onsets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace spk {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

using Bytes = std::vector<uint8_t>;

Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Bytes Chunk(const std::string& type, const Bytes& body) {
  Bytes bytes(type.begin(), type.end());
  for (const int shift : {24, 16, 8, 0}) {
    bytes.push_back(static_cast<uint8_t>(body.size() >> shift & 0xFF));
  }
  return bytes + body;
}

Bytes Header(uint8_t format, uint8_t tracks, uint16_t division = 100) {
  return Chunk("MThd", {0, format, 0, tracks, static_cast<uint8_t>(division >> 8),
                        static_cast<uint8_t>(division & 0xFF)});
}

// Format 0 at 100 ticks a quarter note: 5 ms a tick where no tempo says otherwise.
Bytes File(const Bytes& track) { return Header(0, 1) + Chunk("MTrk", track); }

std::vector<NoteOnset> Onsets(const Bytes& file) {
  const auto onsets = ReadMidiOnsets(file);
  EXPECT_TRUE(onsets) << onsets.error().message;
  return onsets.value_or(std::vector<NoteOnset>());
}

std::string ErrorOf(const Bytes& file) {
  const auto onsets = ReadMidiOnsets(file);
  if (onsets) return "";
  EXPECT_EQ(onsets.error().code, ErrorCode::kInput);
  return onsets.error().message;
}

auto Is(double seconds, int pitch) {
  return AllOf(Field(&NoteOnset::seconds, DoubleNear(seconds, 1e-12)),
               Field(&NoteOnset::pitch, pitch));
}

TEST(MidiOnsets, NoteOnsBeginNotesAndVelocityZeroEndsThem) {
  EXPECT_THAT(Onsets(File({0, 0x90, 60, 64, 100, 0x90, 60, 0, 100, 0x80, 61, 64, 0, 0x91, 62, 1})),
              ElementsAre(Is(0, 60), Is(1, 62)));
}

TEST(MidiOnsets, AStatusRunsOnUntilAnother) {
  EXPECT_THAT(Onsets(File({0, 0x90, 60, 64, 20,   61,   64,   0,  61, 0, 0, 0xC0, 5, 0, 6,  //
                           0, 0xE0, 1,  1,  0x81, 0x48, 0x90, 62, 64})),
              ElementsAre(Is(0, 60), Is(0.1, 61), Is(1.1, 62)));
}

TEST(MidiOnsets, MetaEventsAndSysExDoNotRunOn) {
  const Bytes text = {0, 0xFF, 1, 2, 0x90, 60};  // looks like a note
  const Bytes sysex = {0, 0xF0, 3, 0x90, 60, 0xF7, 0, 0xF7, 1, 0x42};
  EXPECT_THAT(Onsets(File(text + sysex + Bytes{10, 0x90, 60, 64})), ElementsAre(Is(0.05, 60)));
  EXPECT_THAT(ErrorOf(File(Bytes{0, 0x90, 60, 64} + text + Bytes{10, 61, 64})),
              HasSubstr("without a status"));
}

TEST(MidiOnsets, TempoOfAnyTrackHoldsForAll) {
  const Bytes tempo = {100, 0xFF, 0x51, 3, 0x0F, 0x42, 0x40};  // from 0.5 s on, a second a quarter
  const Bytes notes = {0, 0x90, 60, 64, 100, 61, 64, 100, 62, 64};
  EXPECT_THAT(Onsets(Header(1, 2) + Chunk("MTrk", tempo) + Chunk("MTrk", notes)),
              ElementsAre(Is(0, 60), Is(0.5, 61), Is(1.5, 62)));
  EXPECT_THAT(Onsets(Header(1, 2) + Chunk("MTrk", notes) + Chunk("MTrk", tempo)),
              ElementsAre(Is(0, 60), Is(0.5, 61), Is(1.5, 62)));
}

TEST(MidiOnsets, TracksAreMergedByTime) {
  EXPECT_THAT(Onsets(Header(1, 2) + Chunk("MTrk", {40, 0x90, 60, 1, 0, 61, 1}) +
                     Chunk("MTrk", {20, 0x90, 70, 1, 20, 71, 1})),
              ElementsAre(Is(0.1, 70), Is(0.2, 60), Is(0.2, 61), Is(0.2, 71)));
}

TEST(MidiOnsets, TicksOfFrames) {
  const Bytes note = Chunk("MTrk", {10, 0xFF, 0x51, 3, 1, 1, 1, 90, 0x90, 60, 64});
  EXPECT_THAT(Onsets(Header(0, 1, 0xE728) + note), ElementsAre(Is(0.1, 60)));         // 25 × 40
  EXPECT_THAT(Onsets(Header(0, 1, 0xE364) + note), ElementsAre(Is(0.1001 / 3, 60)));  // 29.97 × 100
}

TEST(MidiOnsets, DrumsAndForeignChunksAndWhatFollowsTheEndArePassedOver) {
  EXPECT_THAT(Onsets(Header(0, 1) + Chunk("XFIH", {1, 2, 3}) +
                     Chunk("MTrk", {0, 0x99, 40, 64, 0, 0x98, 41, 64, 0, 0xFF, 0x2F, 0, 0xFF}) +
                     Bytes{1, 2}),
              ElementsAre(Is(0, 41)));
  EXPECT_THAT(Onsets(Header(0, 0)), IsEmpty());
}

TEST(MidiOnsets, WhatIsWrongIsSaid) {
  EXPECT_THAT(ErrorOf({}), HasSubstr("not a MIDI file"));
  EXPECT_THAT(ErrorOf(Chunk("RIFF", {0, 0, 0, 1, 0, 100})), HasSubstr("not a MIDI file"));
  EXPECT_THAT(ErrorOf(Header(2, 1)), HasSubstr("format 2"));
  EXPECT_THAT(ErrorOf(Header(0, 1, 0)), HasSubstr("no ticks"));
  EXPECT_THAT(ErrorOf(Header(0, 1, 0xE700)), HasSubstr("no ticks"));
  EXPECT_THAT(ErrorOf(Header(0, 1)), HasSubstr("truncated"));
  EXPECT_THAT(ErrorOf(File({0, 60, 64})), HasSubstr("without a status"));
  EXPECT_THAT(ErrorOf(File({0, 0x90, 0x80, 64})), HasSubstr("status where data"));
  EXPECT_THAT(ErrorOf(File({0, 0xF8})), HasSubstr("for wires"));
  EXPECT_THAT(ErrorOf(File({0xFF, 0xFF, 0xFF, 0xFF, 0})), HasSubstr("four bytes"));
  EXPECT_THAT(ErrorOf(File({0, 0xFF, 0x51, 2, 1, 1})), HasSubstr("three bytes"));
  EXPECT_THAT(ErrorOf(File({0, 0xF0, 0xFF, 0xFF, 0xFF, 0x7F})), HasSubstr("truncated"));
  Bytes huge = Header(0, 1) + Chunk("MTrk", {0, 0x90, 60, 64});
  huge[18] = 0xFF;  // of the length
  EXPECT_THAT(ErrorOf(huge), HasSubstr("truncated"));
}

TEST(MidiOnsets, EveryCutOfAFileIsAnError) {
  const Bytes whole = Header(1, 2) + Chunk("MTrk", {0, 0xFF, 0x51, 3, 1, 2, 3}) +
                      Chunk("MTrk", {0, 0x90, 60, 64, 10, 61, 64});
  ASSERT_EQ(Onsets(whole).size(), 2);
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_NE(ErrorOf(Bytes(whole.begin(), whole.begin() + static_cast<int64_t>(size))), "")
        << size;
  }
}

}  // namespace
}  // namespace spk
