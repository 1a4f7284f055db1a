// Files that have lost something.
#include <algorithm>
#include <span>

#include "bitstream/chunk.h"
#include "bitstream/file_header.h"
#include "bitstream/segment_code.h"
#include "tests/codec/codec_fixture.h"

namespace spk {
namespace {

class CodecDamageTest : public CodecFixture {};

TEST_F(CodecDamageTest, ALostSegmentIsSilenceAndChangesItsNeighboursNoFurtherThanTheReach) {
  const auto audio = Piano(5 * kSegment);
  std::string bytes = Encode(audio);
  const auto whole = Decode(bytes).samples;
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);  // in segment 2
  Decode(bytes);
  ASSERT_FALSE(decoded_);
  EXPECT_EQ(decoded_.error().code, ErrorCode::kCorrupt);

  DecodeOptions options;
  options.keep_going = true;
  const auto rest = Decode(bytes, options).samples;
  ASSERT_TRUE(decoded_);
  EXPECT_FALSE(decoded_->errors.empty());
  ASSERT_EQ(rest.size(), whole.size());
  constexpr size_t kReach = 24 * 512;
  for (size_t i = 0; i < whole.size(); ++i) {
    const bool lost = i >= 2 * kSegment && i < 3 * kSegment;
    const bool near = i + kReach >= 2 * kSegment && i < 3 * kSegment + kReach;
    if (lost) {
      ASSERT_EQ(rest[i], 0) << i;
    }
    if (!near) {
      ASSERT_NEAR(rest[i], whole[i], 1e-5) << i;
    }
  }
}

TEST_F(CodecDamageTest, ATruncatedFileGivesWhatItHolds) {
  std::string bytes = Encode(Piano(3 * kSegment));
  bytes.resize(bytes.size() / 2);
  DecodeOptions options;
  options.keep_going = true;
  EXPECT_EQ(Decode(bytes, options).samples.size(), kSegment);
  ASSERT_TRUE(decoded_);
  EXPECT_FALSE(decoded_->errors.empty());
}

TEST_F(CodecDamageTest, ABrokenPayloadIsSilenceInItsPlace) {
  const auto audio = Piano(3 * kSegment);
  std::istringstream whole(Encode(audio));
  auto reader = SpkReader::Open(whole);
  ASSERT_TRUE(reader);
  const auto header = EncodeHeader(reader->header());
  std::string bytes(header.begin(), header.end());
  while (!reader->at_end()) {
    auto item = reader->Next();
    auto* packed = item ? std::get_if<PackedSegment>(&*item) : nullptr;
    if (packed == nullptr) continue;
    if (packed->segment.index == 2) ++packed->events.count;
    const SegmentCode code = EncodeSegment(reader->header(), *packed);
    const auto chunk = EncodeChunk(code.chunk_type, code.body);
    bytes.append(chunk.begin(), chunk.end());
  }
  DecodeOptions options;
  Decode(bytes, options);
  ASSERT_FALSE(decoded_);
  EXPECT_EQ(decoded_.error().code, ErrorCode::kCorrupt);
  options.keep_going = true;
  const auto samples = Decode(bytes, options).samples;
  ASSERT_TRUE(decoded_);
  EXPECT_EQ(decoded_->errors.size(), 2U) << "the payload, and the end that is not there";
  ASSERT_EQ(samples.size(), audio.size()) << "the last segment, too, has its length";
  const auto lost = std::span(samples).subspan(2 * kSegment);
  EXPECT_TRUE(std::ranges::all_of(lost, [](float x) { return x == 0; }));
  EXPECT_NE(samples[kSegment + 1000], 0);
}

}  // namespace
}  // namespace spk
