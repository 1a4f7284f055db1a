// Models that bring tables for the adaptive coder of their events.
#include "bitstream/adaptive/event_tables.h"

#include <gmock/gmock.h>

#include "spk/file_summary.h"
#include "tables/learn_tables.h"
#include "tests/codec/stub_model.h"
#include "tests/codec/test_codec.h"

namespace spk {
namespace {

ModelFacts Plain() {
  return {.id = {1, 2, 3}, .geometry = {.units = 16}, .encoder_reach = 4, .decoder_reach = 4};
}

std::string Encode(const Codec& codec, const EncodeOptions& options = {}) {
  MemorySource source(Piano(22050 * 10), 22050, 1);
  std::ostringstream out;
  EXPECT_TRUE(codec.Encode(source, out, options));
  return out.str();
}

Result<std::vector<float>> Decode(const Codec& codec, const std::string& bytes) {
  std::istringstream in(bytes);
  auto reader = SpkReader::Open(in);
  MemorySink sink;
  SPK_TRY(codec.Decode(*reader, sink, {}));
  return sink.recording.samples;
}

EncodeOptions In(std::optional<Packing> packing, bool sparse_packings = false) {
  EncodeOptions options;
  options.packing = packing;
  options.sparse_packings = sparse_packings;
  return options;
}

int FamilyOf(const std::string& bytes) {
  std::istringstream in(bytes);
  return SpkReader::Open(in)->header().packing_family;
}

std::vector<uint8_t> Learn() {
  std::istringstream in(Encode(Codec(MakeStubModel(Plain()))));
  auto reader = UnpackingReader::Open(in);
  std::vector<EventMatrix> segments;
  while (!reader->at_end()) {
    auto item = reader->Next();
    if (auto* coded = std::get_if<CodedSegment>(&*item)) segments.push_back(coded->segment.events);
  }
  return LearnTables(segments, {.lags = 4, .hidden = 4, .passes = 4},
                     [](double /*done*/, double /*bits*/) {});
}

class EventTablesOfAModel : public ::testing::Test {
 protected:
  static ModelFacts WithTables() {
    static const std::vector<uint8_t> tables = Learn();
    ModelFacts facts = Plain();
    facts.event_tables = tables;
    return facts;
  }

  Codec plain_{MakeStubModel(Plain())};
  Codec codec_{MakeStubModel(WithTables())};
};

TEST_F(EventTablesOfAModel, MakeFilesSmallerThatDecodeAlike) {
  const std::string sparse = Encode(plain_);
  const std::string adaptive = Encode(codec_);
  EXPECT_EQ(FamilyOf(sparse), 0);
  EXPECT_EQ(FamilyOf(adaptive), 1);
  EXPECT_LT(adaptive.size(), sparse.size() * 9 / 10);
  EXPECT_EQ(*Decode(codec_, adaptive), *Decode(plain_, sparse));
  EXPECT_EQ(*Decode(codec_, sparse), *Decode(plain_, sparse));
}

TEST_F(EventTablesOfAModel, AreNotUsedForTheSparsePackings) {
  EXPECT_EQ(Encode(codec_, In({}, true)), Encode(plain_));
  EXPECT_EQ(Encode(codec_, In(Packing::kCoordinate)), Encode(plain_, In(Packing::kCoordinate)));
}

TEST_F(EventTablesOfAModel, SizeInTheSparsePackingsIsKnown) {
  const std::string adaptive = Encode(codec_);
  std::istringstream in(adaptive);
  const auto summary =
      Summarize(in, [this](const ModelId& /*model*/) { return codec_.event_tables(); });
  ASSERT_TRUE(summary && summary->errors.empty());
  EXPECT_EQ(summary->unread, 0U);
  const auto sparse = static_cast<double>(Encode(plain_).size());
  EXPECT_NEAR(static_cast<double>(summary->sparse_bytes()), sparse, 8);
}

TEST_F(EventTablesOfAModel, AreNeededToDecodeWhatTheyCoded) {
  const auto lost = Decode(plain_, Encode(codec_));
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, ErrorCode::kModel);
}

TEST_F(EventTablesOfAModel, AdaptiveCodingNeedsThem) {
  EXPECT_TRUE(codec_.Validate(In(Packing::kAdaptive)));
  const auto none = plain_.Validate(In(Packing::kAdaptive));
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::kUsage);
  EXPECT_THAT(none.error().message, ::testing::HasSubstr("no event tables"));
  EXPECT_FALSE(codec_.Validate(In(Packing::kAdaptive, true)));
}

}  // namespace
}  // namespace spk
