#include "evaluation/meter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include "evaluation/evaluate.h"
#include "evaluation/record.h"
#include "system/temporary.h"
#include "tests/codec/test_codec.h"

namespace spk {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(MeterTest, HearsWhatItsCommandNames) {
  const auto meter =
      Meter::Parse("my-1_x=true {ref} -o={test:22050} {test:22050} {refs} {print $1}");
  ASSERT_TRUE(meter) << meter.error().message;
  EXPECT_EQ(meter->name(), "my-1_x");
  EXPECT_THAT(meter->sounds(), ElementsAre(MeterSound{.reference = false, .rate = 22050},
                                           MeterSound{.reference = true, .rate = 48000}));
}

TEST(MeterTest, WrongOnesAreRefused) {
  const auto reason = [](const std::string& text) {
    const auto meter = Meter::Parse(text);
    EXPECT_FALSE(meter) << text;
    if (meter) return std::string();
    EXPECT_EQ(meter.error().code, ErrorCode::kUsage) << text;
    return meter.error().message;
  };
  for (const char* text : {"true {ref}", "=true {ref}", "a b=true {ref}", "ä=true {ref}", ""}) {
    EXPECT_THAT(reason(text), HasSubstr("NAME=COMMAND"));
  }
  for (const char* text : {"x=", "x=true", "x=true {rest} {Ref}"}) {
    EXPECT_THAT(reason(text), HasSubstr("neither {ref} nor {test}"));
  }
  for (const char* rate : {"", "0", "999", "384001", "48k", "-48000", "99999999999999"}) {
    EXPECT_THAT(reason("x=true {ref:" + std::string(rate) + "}"), HasSubstr("a rate must be"));
  }
  EXPECT_THAT(reason("x=true '{ref}"), HasSubstr("no closing '"));
  EXPECT_EQ(reason("x=no-such\x1B {ref}"),
            "meter x (no-such\\x1B {ref}): there is no program no-such\\x1B");
}

// What it prints on a recording without sound, or the reason why there is no number.
class MeterRunTest : public testing::Test {
 protected:
  Result<double> Run(const std::string& command) {
    const auto meter = Meter::Parse("x=" + command + " {ref}");
    SPK_TRY(meter);
    return meter->Run([](const MeterSound&) { return "sound"; }, scratch_.path() + "/x",
                      keep_going_);
  }
  std::string Reason(const std::string& command) {
    const auto number = Run(command);
    EXPECT_FALSE(number) << *number;
    return number ? "" : number.error().message;
  }

  ScratchFolder scratch_;
  std::function<bool()> keep_going_ = [] { return true; };
};

TEST_F(MeterRunTest, TheLastLineThatIsANumberAlone) {
  EXPECT_EQ(Run("printf '3\\n -1.5e1\\t\\r\\n7 of 8\\nx: 9\\n\\n'"), -15);
  EXPECT_EQ(Run("printf '3\\nnan\\ninf\\n'"), 3);
  EXPECT_EQ(Run("printf 0.25"), 0.25);
  EXPECT_THAT(Reason("echo 1"), HasSubstr("printed no number"));  // "1 sound"
  EXPECT_THAT(Reason("printf nan"), HasSubstr("printed no number"));
}

TEST_F(MeterRunTest, FailuresNameMeterCommandAndWhatItSaid) {
  EXPECT_EQ(Reason("sh -c 'echo 1; printf \"\\n\\033[1mno\\nmore\" >&2; exit 3'"),
            R"(meter x (sh -c 'echo 1; printf "\n\033[1mno\nmore" >&2; exit 3' {ref}): )"
            R"(ended with exit code 3: \x1B[1mno)");
  EXPECT_THAT(Reason("sh -c 'kill -9 $$'"), HasSubstr("): ended by signal: Killed"));
  const std::string script = scratch_.path() + "/script";
  std::ofstream(script) << "no program\n";
  std::filesystem::permissions(script, std::filesystem::perms::owner_all);
  EXPECT_THAT(Reason(script), HasSubstr("): cannot be started: Exec format error"));
}

TEST_F(MeterRunTest, WhatIsStoppedTakesItsChildrenWithIt) {
  const std::string file = scratch_.path() + "/child";
  pid_t child = 0;
  keep_going_ = [&] { return !(std::ifstream(file) >> child); };
  EXPECT_THAT(Reason("sh -c 'trap \"\" TERM; sleep 60 & echo $! > " + file + "; wait'"),
              HasSubstr("interrupted"));
  ASSERT_GT(child, 0);
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  std::ifstream status("/proc/" + std::to_string(child) + "/stat");
  std::string number;
  std::string name;
  std::string state;
  status >> number >> name >> state;
  EXPECT_THAT(state, testing::AnyOf("", "Z"));
}

// The original at 44.1 kHz in stereo, its right channel silent, and a decode of half the level.
Result<std::vector<MeterFigure>> Measure(const std::vector<std::string>& commands, double seconds,
                                         int threads) {
  std::vector<Meter> meters;
  for (const std::string& command : commands) meters.push_back(Meter::Parse(command).value());
  const std::vector<float> decode(static_cast<size_t>(seconds * 22050), 0.25F);
  std::vector<float> original(static_cast<size_t>(seconds * 44100) * 2, 0);
  for (size_t i = 0; i < original.size(); i += 2) original[i] = 1;
  const auto open = [](const std::vector<float>& samples, int rate, int channels) {
    return [&samples, rate, channels] {
      return std::make_unique<MemorySource>(samples, rate, channels);
    };
  };
  return RunMeters(
      meters,
      {.original = open(original, 44100, 2), .decode = open(decode, 22050, 1), .seconds = seconds},
      threads, {});
}

// Bytes of the WAV behind its header of 44, in seconds.
std::string SecondsOf(const std::string& sound, int rate) {
  return "sh -c 'awk \"BEGIN { print ($(wc -c < \"$0\") - 44) / 2 / " + std::to_string(rate) +
         " }\"' " + sound;
}

TEST(RunMetersTest, WindowsOf30SecondsWeighByLength) {
  const std::vector<std::string> commands = {"long=" + SecondsOf("{ref}", 48000),
                                             "short=" + SecondsOf("{test:8000}", 8000)};
  for (const int threads : {1, 3}) {
    const auto figures = Measure(commands, 70, threads);
    ASSERT_TRUE(figures) << figures.error().message;
    ASSERT_EQ(figures->size(), 2U);
    for (const MeterFigure& figure : *figures) {
      EXPECT_DOUBLE_EQ(figure.seconds, 70);
      EXPECT_NEAR(figure.mean(), (30 * 30 + 30 * 30 + 10 * 10) / 70.0, 1e-9);
    }
    EXPECT_EQ(figures->front().name, "long");
  }
}

TEST(RunMetersTest, TheRestCountsFromOneSecondOn) {
  const std::string command = "x=" + SecondsOf("{ref:8000}", 8000);
  EXPECT_DOUBLE_EQ(Measure({command}, 30.9, 1)->front().mean(), 30);
  EXPECT_DOUBLE_EQ(Measure({command}, 31, 1)->front().seconds, 31);
  EXPECT_TRUE(std::isnan(Measure({command}, 0.9, 1)->front().mean()));
}

TEST(RunMetersTest, SoundsAreMonoOf16Bits) {
  // A sample at one second of two, behind a header of 44 bytes.
  const std::string middle = "sh -c 'od -An -td2 -j 30044 -N2 \"$0\"' ";
  const auto figures =
      Measure({"ref=" + middle + "{ref:15000}", "test=" + middle + "{test:15000}"}, 2, 2);
  ASSERT_TRUE(figures) << figures.error().message;
  EXPECT_NEAR((*figures)[0].mean(), 16384, 2);  // the mean of 1 and 0
  EXPECT_NEAR((*figures)[1].mean(), 8192, 2);
}

TEST(RunMetersTest, SeveralRunAtATime) {
  // Each waits until the other is there.
  const ScratchFolder scratch;
  const auto wait = [&](const std::string& own, const std::string& other) {
    return own + "=sh -c 'touch " + scratch.path() + "/" + own + "; for i in $(seq 300); do [ -e " +
           scratch.path() + "/" + other + " ] && echo 1 && exit; sleep 0.1; done' {ref}";
  };
  EXPECT_TRUE(Measure({wait("a", "b"), wait("b", "a")}, 2, 2));
}

TEST(RunMetersTest, TheFirstFailureStopsTheOthers) {
  const auto start = std::chrono::steady_clock::now();
  const auto figures = Measure({"slow=sh -c 'sleep 100' {ref}", "bad=false {ref}"}, 2, 2);
  ASSERT_FALSE(figures);
  EXPECT_THAT(figures.error().message, HasSubstr("meter bad (false {ref})"));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(50));
}

TEST(RunMetersTest, TotalsWeighByLength) {
  const auto file = [](double sum, double seconds) {
    FileEvaluation evaluation;
    evaluation.decodes.emplace_back().meters = {{.name = "x", .sum = sum, .seconds = seconds}};
    return evaluation;
  };
  const Records records = RecordAll(std::vector{file(10, 10), file(90, 30), file(0, 0)});
  EXPECT_EQ(records.files[1]["x"], 3);
  EXPECT_TRUE(records.files[2]["x"].is_null());
  EXPECT_EQ(records.totals[0]["x"], 2.5);
  EXPECT_THAT(CsvText(records), HasSubstr(",x\n"));
}

}  // namespace
}  // namespace spk
