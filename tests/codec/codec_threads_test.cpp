// What runs side by side.
#include <thread>

#include "spk/codec.h"
#include "tests/codec/codec_fixture.h"

namespace spk {
namespace {

class CodecThreadsTest : public CodecFixture {};

TEST_F(CodecThreadsTest, ThreadsChangeNothing) {
  const auto audio = Piano(2 * 3 * kSegment);
  EncodeOptions one;
  one.threads = 1;
  EncodeOptions three;
  three.threads = 3;
  const std::string bytes = Encode(audio, kRate, 2, one);
  EXPECT_EQ(Encode(audio, kRate, 2, three), bytes);
  for (const int64_t steps : {0, 2}) {
    DecodeOptions options;
    options.sampling_steps = steps;
    options.threads = 1;
    const auto samples = Decode(bytes, options).samples;
    options.threads = 3;
    EXPECT_EQ(Decode(bytes, options).samples, samples) << steps;
  }
}

TEST_F(CodecThreadsTest, SeveralCallersMayShareOne) {
  const auto audio = Piano(kSegment + 5000);
  const std::string bytes = Encode(audio);
  const auto samples = Decode(bytes).samples;
  std::vector<std::pair<std::string, std::vector<float>>> results(4);
  {
    std::vector<std::jthread> callers;
    for (auto& [coded, decoded] : results) {
      callers.emplace_back([&] {
        MemorySource source(audio, kRate, 1);
        std::ostringstream out;
        if (!codec_->Encode(source, out, {})) return;
        coded = out.str();
        std::istringstream in(coded);
        auto reader = SpkReader::Open(in);
        MemorySink sink;
        if (codec_->Decode(*reader, sink, {})) decoded = sink.recording.samples;
      });
    }
  }
  for (const auto& [coded, decoded] : results) {
    EXPECT_EQ(coded, bytes);
    EXPECT_EQ(decoded, samples);
  }
}

TEST_F(CodecThreadsTest, ProgressCanStopBoth) {
  EncodeOptions options;
  options.progress = [](double) { return false; };
  Encode(Piano(3 * kSegment), kRate, 1, options);
  ASSERT_FALSE(report_);
  EXPECT_EQ(report_.error().code, ErrorCode::kCancelled);
  DecodeOptions decode;
  decode.progress = options.progress;
  Decode(Encode(Piano(3 * kSegment)), decode);
  ASSERT_FALSE(decoded_);
  EXPECT_EQ(decoded_.error().code, ErrorCode::kCancelled);
}

}  // namespace
}  // namespace spk
