#include "evaluation/evaluate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <sstream>

#include "evaluation/record.h"
#include "spk/file_summary.h"
#include "test_signals.h"
#include "tests/codec/stub_baseline.h"
#include "tests/codec/test_codec.h"

namespace spk {
namespace {

const std::vector<float>& Music() {
  static const std::vector<float> music = Piano(15 * kTestRate);
  return music;
}

FileEvaluation EvaluateMusic() {
  const auto codec = Codec::Load(UntrainedWeights());
  const OpenSource open = [] { return std::make_unique<MemorySource>(Music(), kTestRate, 1); };
  EvaluationOptions options;
  options.sampling_steps = {0, 2};
  options.encode.tags = {{"TITLE", "x"}};
  auto evaluation = Evaluate(*codec, open, options);
  EXPECT_TRUE(evaluation) << evaluation.error().message;
  return std::move(*evaluation);
}

TEST(EvaluateTest, RateIsThatOfTheFile) {
  const auto codec = Codec::Load(UntrainedWeights());
  MemorySource source(Music(), kTestRate, 1);
  std::stringstream spk;
  EncodeOptions options;
  options.tags = {{"TITLE", "x"}};
  ASSERT_TRUE(codec->Encode(source, spk, options));
  const auto summary = Summarize(spk);
  const FileEvaluation evaluation = EvaluateMusic();
  EXPECT_EQ(evaluation.coded, spk.str());
  EXPECT_EQ(evaluation.rate.bytes, spk.str().size());
  EXPECT_EQ(evaluation.rate.events, summary->events());
  EXPECT_EQ(evaluation.rate.packings, summary->packings());
  const auto record = Record(evaluation, evaluation.decodes[0]);
  EXPECT_DOUBLE_EQ(record["kbps"], summary->kbps());
  EXPECT_DOUBLE_EQ(record["density"], summary->density());
  EXPECT_DOUBLE_EQ(record["events_per_second"], summary->events_per_second());
  EXPECT_GT(evaluation.peak_memory, 1'000'000U);
}

TEST(EvaluateTest, DecodesAreComparedWithTheOriginal) {
  const auto codec = Codec::Load(UntrainedWeights());
  MemorySource source(Music(), kTestRate, 1);
  std::ostringstream spk;
  ASSERT_TRUE(codec->Encode(source, spk, {}));
  const FileEvaluation evaluation = EvaluateMusic();
  ASSERT_EQ(evaluation.decodes.size(), 2U);
  for (const DecodeEvaluation& decode : evaluation.decodes) {
    std::istringstream in(spk.str());
    auto reader = SpkReader::Open(in);
    ASSERT_TRUE(reader);
    MemorySink sink;
    DecodeOptions options;
    options.sampling_steps = *decode.sampling_steps;
    ASSERT_TRUE(codec->Decode(*reader, sink, options));
    Comparison comparison(kTestRate);
    comparison.Add(Music(), sink.recording.samples);
    const ComparisonReport expected = comparison.Finish();
    EXPECT_EQ(decode.comparison.si_snr, expected.si_snr);
    ASSERT_EQ(decode.comparison.windows.size(), 3U);
    EXPECT_EQ(decode.comparison.windows[1].metrics, expected.windows[1].metrics);
    EXPECT_GT(decode.elapsed, 0);
  }
}

TEST(EvaluateTest, ABaselineHasNoFileAndTheRateOfItsQuantizer) {
  const OpenSource open = [] { return std::make_unique<MemorySource>(Music(), kTestRate, 1); };
  const auto evaluate = [&](const BaselineFacts& facts) {
    EvaluationOptions options;
    options.sampling_steps = {0};
    auto evaluation = EvaluateBaseline(*MakeStubBaseline(facts), open, options);
    EXPECT_TRUE(evaluation) << evaluation.error().message;
    return Record(*evaluation, evaluation->decodes.at(0));
  };
  // A model that gives back what it gets, its codes 80 bits a step; 15 s are 646 steps.
  const auto record = evaluate({.bits_per_step = 80});
  EXPECT_GT(record["si_snr"].get<double>(), 60);
  EXPECT_EQ(record["windows"], 3);
  EXPECT_DOUBLE_EQ(record["seconds"], 15);
  EXPECT_DOUBLE_EQ(record["paper_kbps"], 646 * 80 / 15.0 / 1000);
  for (const char* name : {"bytes", "kbps", "events_per_second", "density", "dense"}) {
    EXPECT_TRUE(record[name].is_null()) << name;
  }
  EXPECT_TRUE(evaluate({})["paper_kbps"].is_null());
}

// A file of 10 s whose windows have these SI-SNRs, the whole `whole`.
FileEvaluation FileOf(const std::string& name, const std::vector<double>& si_snrs, double whole) {
  FileEvaluation file;
  file.name = name;
  file.rate.seconds = 10;
  file.rate.bytes = 100;
  file.elapsed = 1;
  DecodeEvaluation& decode = file.decodes.emplace_back();
  decode.sampling_steps = 8;
  decode.elapsed = 2;
  decode.comparison.si_snr = whole;
  for (const double si_snr : si_snrs) {
    decode.comparison.windows.emplace_back().metrics[kSiSnr] = si_snr;
  }
  return file;
}

TEST(EvaluateTest, TotalsPoolWindows) {
  const Records records = RecordAll(std::vector{FileOf("a", {1, 2, 3}, 4), FileOf("b", {6}, 8)});
  EXPECT_EQ(records.files[1]["file"], "b");
  ASSERT_EQ(records.totals.size(), 1U);
  const auto& record = records.totals[0];
  EXPECT_EQ(record["file"], "total");
  EXPECT_EQ(record["windows"], 4);
  EXPECT_EQ(record["steps"], 8);
  EXPECT_DOUBLE_EQ(record["kbps"], 0.08);
  EXPECT_DOUBLE_EQ(record["si_snr"], 6);
  EXPECT_DOUBLE_EQ(record["si_snr_mean"], 3);
  EXPECT_DOUBLE_EQ(record["si_snr_median"], 2.5);
  EXPECT_DOUBLE_EQ(record["decode_speed"], 5);
  EXPECT_DOUBLE_EQ(record["encode_speed"], 10);
  EXPECT_TRUE(record["density"].is_null());
}

// Others read tables by these names; a new one may stand between them.
TEST(RecordTest, FieldsStayWhatTheyWere) {
  const std::vector<std::string> old = {"file",
                                        "steps",
                                        "seconds",
                                        "bytes",
                                        "kbps",
                                        "paper_kbps",
                                        "events_per_second",
                                        "density",
                                        "dense",
                                        "coo",
                                        "time",
                                        "units",
                                        "windows",
                                        "silent_windows",
                                        "si_snr",
                                        "si_snr_mean",
                                        "si_snr_median",
                                        "si_snr_p5",
                                        "stft",
                                        "mel",
                                        "mel_under_2khz",
                                        "mel_over_2khz",
                                        "error_62_db",
                                        "error_125_db",
                                        "error_250_db",
                                        "error_500_db",
                                        "error_1000_db",
                                        "error_2000_db",
                                        "error_4000_db",
                                        "error_8000_db",
                                        "encode_speed",
                                        "decode_speed",
                                        "peak_memory_mb"};
  const nlohmann::ordered_json record = Record({}, {});
  std::vector<std::string> found;
  for (const auto& [name, value] : record.items()) {
    if (std::find(old.begin(), old.end(), name) != old.end()) found.push_back(name);
  }
  EXPECT_EQ(found, old);
}

TEST(RecordTest, EveryMetricIsAMeanOverWindows) {
  FileEvaluation file = FileOf("a", {1, 3}, 2);
  for (WindowFigures& window : file.decodes[0].comparison.windows) {
    for (size_t i = 0; i < kMetrics.size(); ++i) window.metrics[i] += static_cast<double>(10 * i);
  }
  const auto record = Record(file, file.decodes[0]);
  EXPECT_DOUBLE_EQ(record["si_snr_mean"], 2);
  EXPECT_DOUBLE_EQ(record["si_snr_p5"], 1.1);
  for (const char* name : {"stft", "mel", "mel_under_2khz", "mel_over_2khz"}) {
    const auto* metric = std::find_if(kMetrics.begin(), kMetrics.end(),
                                      [&](const Metric& m) { return name == std::string(m.name); });
    EXPECT_DOUBLE_EQ(record[name], static_cast<double>(10 * (metric - kMetrics.begin()))) << name;
  }
}

TEST(RecordTest, CsvQuotesAndLeavesNullEmpty) {
  const nlohmann::ordered_json plain = {{"file", "a"}, {"steps", 0}, {"kbps", 2.5}};
  const nlohmann::ordered_json odd = {{"file", "b, \"c\""}, {"steps", nullptr}, {"kbps", 3}};
  EXPECT_EQ(CsvText({.files = {odd, plain}, .totals = {plain}}),
            "file,steps,kbps\n\"b, \"\"c\"\"\",,3\na,0,2.5\na,0,2.5\n");
}

TEST(RecordTest, JsonHoldsTheFigures) {
  const Records records = RecordAll(std::vector{FileOf("a.wav", {}, 4)});
  const auto json = nlohmann::json::parse(JsonText({{"model", "x"}}, records));
  EXPECT_EQ(json["model"], "x");
  EXPECT_EQ(json["files"][0]["file"], "a.wav");
  EXPECT_TRUE(json["files"][0]["si_snr_mean"].is_null());
  EXPECT_EQ(json["totals"].size(), 1U);
}

// As system/text.h writes it: a name that is not UTF-8 can be had back.
TEST(RecordTest, JsonHoldsAnyFileName) {
  const std::string text = JsonText({}, RecordAll(std::vector{FileOf("\xFF.wav", {}, 4)}));
  EXPECT_NE(text.find(R"("\udcff.wav")"), std::string::npos) << text;
}

TEST(CompareTest, AnyRateAndChannels) {
  std::vector<float> stereo;
  for (const float sample : Piano(4 * 44100, 44100)) {
    stereo.push_back(1.5F * sample);
    stereo.push_back(0.5F * sample);
  }
  MemorySource reference(Piano(4 * kTestRate), kTestRate, 1);
  MemorySource estimate(stereo, 44100, 2);
  const auto report = Compare(reference, estimate);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->samples, 4 * kTestRate);
  EXPECT_GT(report->si_snr, 35);  // Piano's clicks hold what 22.05 kHz cannot
}

TEST(CompareTest, LengthsMayDifferALittle) {
  const auto compare = [](size_t samples) {
    MemorySource reference(Piano(4 * kTestRate), kTestRate, 1);
    MemorySource estimate(Piano(samples), kTestRate, 1);
    return Compare(reference, estimate);
  };
  EXPECT_EQ(compare(4 * kTestRate + 9000)->samples, 4 * kTestRate);
  EXPECT_EQ(compare(4 * kTestRate - 9000)->samples, 4 * kTestRate);
  EXPECT_LT(compare(4 * kTestRate - 9000)->si_snr, 30);
  EXPECT_EQ(compare(3 * kTestRate).error().code, ErrorCode::kInput);
  EXPECT_THAT(compare(5 * kTestRate).error().message, testing::HasSubstr("is 1 s longer than"));
}

}  // namespace
}  // namespace spk
