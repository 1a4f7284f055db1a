#include "listening/tested_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "listening/clip.h"
#include "listening/external_codec.h"
#include "system/temporary.h"

namespace spk {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(ParseTestedCodec, Models) {
  const auto plain = ParseTestedCodec("lapped");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->name, "lapped");
  EXPECT_EQ(plain->model, "lapped");
  EXPECT_EQ(plain->steps, -1);
  const auto set = ParseTestedCodec("runs/x.safetensors:mu=22:steps=0:lambda=0.5:refine=3");
  ASSERT_TRUE(set);
  EXPECT_EQ(set->name, "x:mu=22:steps=0:lambda=0.5:refine=3");
  EXPECT_EQ(set->model, "runs/x.safetensors");
  EXPECT_EQ(set->steps, 0);
  EXPECT_EQ(set->encode.mu, 22);
  EXPECT_EQ(set->encode.lambda, 0.5);
  EXPECT_EQ(set->encode.refinement, 3);
  EXPECT_EQ(ParseTestedCodec("free:bitrate=2.5")->encode.bitrate, 2.5);
  EXPECT_EQ(ParseTestedCodec("free:min-si-snr=-3")->encode.min_si_snr, -3);
}

TEST(ParseTestedCodec, Commands) {
  const auto codec = ParseTestedCodec("my-1=cp -f {in} '{out}'");
  ASSERT_TRUE(codec) << codec.error().message;
  EXPECT_EQ(codec->name, "my-1");
  EXPECT_EQ(codec->model, "");
  EXPECT_THAT(codec->commands, ElementsAre(ElementsAre("cp", "-f", "{in}", "{out}")));
}

TEST(ParseTestedCodec, WhatIsWrongIsTold) {
  const auto reason = [](const std::string& text) {
    const auto codec = ParseTestedCodec(text);
    EXPECT_FALSE(codec) << text;
    if (codec) return std::string();
    EXPECT_EQ(codec.error().code, ErrorCode::kUsage) << text;
    return codec.error().message;
  };
  for (const char* text : {"free:mu", "free:mu=", "free:mu=32", "free:mu=-1", "free:mu=1x",
                           "free:gain=1", "free:steps=1.5", "free:bitrate=nan", "free::"}) {
    EXPECT_THAT(reason(text), HasSubstr("is not KEY=VALUE in range"));
  }
  for (const char* text : {"opus:", "opus:5", "opus:x"})
    EXPECT_THAT(reason(text), HasSubstr("Opus"));
  EXPECT_THAT(reason("x=true {out}"), HasSubstr("does not name {in}"));
  EXPECT_THAT(reason("x=true {in}"), HasSubstr("does not name {out}"));
  EXPECT_THAT(reason("x=no-such {in} {out}"), HasSubstr("there is no program no-such"));
  EXPECT_THAT(reason("x=true '{in} {out}"), HasSubstr("no closing '"));
  for (const char* text : {"", "=true {in} {out}", "a b=true {in} {out}", "a,b"}) {
    EXPECT_THAT(reason(text), HasSubstr("its name"));
  }
}

TEST(ParseTestedCodecs, NamesAndNumber) {
  EXPECT_EQ(ParseTestedCodecs({"a", "b"})->size(), 2);
  EXPECT_THAT(ParseTestedCodecs({"a", "x/a.safetensors"}).error().message, HasSubstr("already"));
  EXPECT_THAT(ParseTestedCodecs({"reference"}).error().message, HasSubstr("already"));
  std::vector<std::string> many;
  for (const char c : std::string("abcdefghi")) many.emplace_back(1, c);
  EXPECT_TRUE(ParseTestedCodecs(many));
  many.emplace_back("j");
  EXPECT_EQ(ParseTestedCodecs(many).error().code, ErrorCode::kUsage);
}

TEST(RunExternalCodec, SamplesAndBytes) {
  const ScratchFolder scratch;
  const std::string clip = scratch.path() + "/clip.wav";
  const std::vector<float> samples(kClipRate, 0.25F);
  ASSERT_TRUE(WriteClip(samples, clip));
  const auto copy = RunExternalCodec(*ParseTestedCodec("copy=cp {in} {out}"), clip);
  ASSERT_TRUE(copy) << copy.error().message;
  EXPECT_EQ(copy->samples, samples);
  EXPECT_EQ(copy->bytes, std::nullopt);
  const auto both = RunExternalCodec(
      *ParseTestedCodec(R"(x=sh -c 'head -c 99 "$0" > "$1" && cp "$0" "$2"' {in} {coded} {out})"),
      clip);
  ASSERT_TRUE(both) << both.error().message;
  EXPECT_EQ(both->bytes, 99);
}

TEST(RunExternalCodec, FailuresAreTold) {
  const auto reason = [](const std::string& text) {
    const auto decode = RunExternalCodec(*ParseTestedCodec(text), "/nowhere.wav");
    EXPECT_FALSE(decode) << text;
    return decode ? "" : decode.error().message;
  };
  EXPECT_EQ(reason("x=sh -c 'echo no! >&2; exit 3' {in} {out}"), "sh failed: no!");
  EXPECT_THAT(reason("x=true {in} {out}"), HasSubstr("what it wrote"));
}

}  // namespace
}  // namespace spk
