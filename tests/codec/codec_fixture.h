// The whole codec: what must hold exactly, whatever model it runs over.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "spk/codec.h"
#include "tests/codec/test_codec.h"

namespace spk {

constexpr int kRate = 22050;
constexpr size_t kSegment = 131072;  // samples at the codec's rate

class CodecFixture : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { codec_ = new Codec(TestCodec()); }
  static void TearDownTestSuite() { delete codec_; }

  static std::string Encode(std::vector<float> samples, int rate = kRate, int channels = 1,
                            EncodeOptions options = {}) {
    MemorySource source(std::move(samples), rate, channels);
    std::ostringstream out;
    report_ = codec_->Encode(source, out, options);
    return out.str();
  }

  static Recording Decode(const std::string& bytes, const DecodeOptions& options = {}) {
    std::istringstream in(bytes);
    auto reader = SpkReader::Open(in);
    MemorySink sink;
    decoded_ = codec_->Decode(*reader, sink, options);
    EXPECT_EQ(sink.recording.closed, decoded_.has_value());
    return sink.recording;
  }

  inline static Codec* codec_ = nullptr;
  inline static Result<EncodeReport> report_;
  inline static Result<DecodeReport> decoded_;
};

}  // namespace spk
