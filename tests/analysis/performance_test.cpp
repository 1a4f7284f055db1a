#include "analysis/performance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace spk {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class PerformanceTest : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directory(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ + name, std::ios::binary) << text;
    return folder_ + name;
  }
  // 5 ms a tick: 60 at 0 s, 64 at 1 s and again at 1.005 s, 67 at 2 s.
  std::string WriteMidi() const {
    const std::string track("\0\x90\x3C\x40\x81\x48\x40\x40\1\x40\x40\x81\x47\x43\x40", 15);
    return Write("a.mid", std::string("MThd\0\0\0\6\0\0\0\1\0\x64MTrk\0\0\0\x0F", 22) + track);
  }
  std::string ErrorOf(const std::string& text) const {
    const auto list = ReadPerformances(Write("bad.tsv", text), "M", "R", ".flac");
    return list ? "" : list.error().message;
  }

  std::string folder_ = testing::TempDir() + "spk_performance/";
};

TEST_F(PerformanceTest, AListAsTheCorpusIsRenderedBy) {
  const auto list = ReadPerformances(
      Write("manifest.tsv",
            "midi\tpiano\tspeed\ttranspose\na/b.mid\tfluid\t0.996221\t11\nc.v2.midi\tx\t1\t0\r\n"),
      "M", "R", ".spk");
  ASSERT_TRUE(list) << list.error().message;
  ASSERT_EQ(list->size(), 2);
  EXPECT_EQ((*list)[0].midi, "M/a/b.mid");
  EXPECT_EQ((*list)[0].recording, "R/a/b.spk");
  EXPECT_EQ((*list)[0].speed, 0.996221);
  EXPECT_EQ((*list)[0].transpose, 11);
  EXPECT_EQ((*list)[1].recording, "R/c.v2.spk");
}

TEST_F(PerformanceTest, WhatIsWrongWithAListIsSaid) {
  EXPECT_THAT(ErrorOf("midi\tspeed\n"), HasSubstr("lists no performance"));
  EXPECT_THAT(ErrorOf("speed\n1\n"), HasSubstr("line 2: there is no column midi"));
  EXPECT_THAT(ErrorOf("midi\tspeed\na\t1\nb\tfast\n"), HasSubstr("line 3: speed is no number"));
  EXPECT_THAT(ErrorOf("midi\tspeed\na\t1x\n"), HasSubstr("speed is no number"));
  EXPECT_THAT(ErrorOf("midi\tspeed\na\tnan\n"), HasSubstr("speed is not 0.01 to 100"));
  EXPECT_THAT(ErrorOf("midi\ttranspose\na\t1.5\n"), HasSubstr("transpose is no number"));
  EXPECT_THAT(ErrorOf("midi\ttranspose\na\t-128\n"), HasSubstr("off the scale"));
  EXPECT_THAT(ReadPerformances(folder_ + "nothing", "M", "R", "").error().message,
              HasSubstr("cannot read"));
}

TEST_F(PerformanceTest, SpeedAndTransposeAreUndone) {
  Performance performance{.recording = "", .midi = WriteMidi()};
  const auto at = [&](int steps) { return OnsetSteps(*ReadOnsets(performance), 40, steps); };
  EXPECT_THAT(at(100), ElementsAre(NoteStep{0, 60}, NoteStep{40, 64}, NoteStep{80, 67}));
  EXPECT_THAT(at(80), ElementsAre(NoteStep{0, 60}, NoteStep{40, 64}));
  performance.speed = 2;
  performance.transpose = 61;
  EXPECT_THAT(at(100), ElementsAre(NoteStep{0, 121}, NoteStep{20, 125}));
}

TEST_F(PerformanceTest, WhatIsNoMidiFileIsNamed) {
  const Performance text{.recording = "", .midi = Write("b.mid", "la la la")};
  EXPECT_EQ(ReadOnsets(text).error().message, text.midi + ": is not a MIDI file");
  EXPECT_THAT(ReadOnsets({.recording = "", .midi = "nothing.mid"}).error().message,
              HasSubstr("nothing.mid: cannot read"));
}

}  // namespace
}  // namespace spk
