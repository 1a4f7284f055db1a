#include <gtest/gtest.h>

#include <sstream>

#include "spk/codec.h"
#include "tests/codec/stub_model.h"
#include "tests/codec/test_codec.h"

namespace spk {
namespace {

ModelFacts Facts(const ModelId& id) {
  ModelFacts facts;
  facts.id = id;
  facts.geometry.steps = 64;
  return facts;
}

constexpr ModelId kFirst = {1};
constexpr ModelId kSecond = {2};

Result<DecodeReport> Decode(const ModelFacts& facts, const std::string& bytes, int64_t steps = 0) {
  std::istringstream in(bytes);
  auto reader = SpkReader::Open(in);
  MemorySink sink;
  DecodeOptions options;
  options.sampling_steps = steps;
  return Codec(MakeStubModel(facts)).Decode(*reader, sink, options);
}

std::string Encode(const ModelFacts& facts) {
  MemorySource source(Piano(40000), 22050, 1);
  std::ostringstream out;
  EXPECT_TRUE(Codec(MakeStubModel(facts)).Encode(source, out, {}));
  return out.str();
}

TEST(ModelFactsTest, FilesOfAnEarlierIdentityAreDecoded) {
  const std::string bytes = Encode(Facts(kFirst));
  EXPECT_EQ(Decode(Facts(kSecond), bytes).error().code, ErrorCode::kModel);
  ModelFacts improved = Facts(kSecond);
  improved.earlier = {kFirst};
  EXPECT_TRUE(Decode(improved, bytes));
  const Codec codec(MakeStubModel(improved));
  EXPECT_TRUE(codec.Decodes(kFirst) && codec.Decodes(kSecond));
  EXPECT_FALSE(codec.Decodes({3}));
  std::istringstream own(Encode(improved));
  EXPECT_EQ(SpkReader::Open(own)->header().model_id, kSecond) << "new files name the new one";
}

TEST(ModelFactsTest, WhatHasNoGeneratorDecodesNoSteps) {
  ModelFacts facts = Facts(kFirst);
  const std::string bytes = Encode(facts);
  EXPECT_TRUE(Decode(facts, bytes, 1));
  facts.generates = false;
  EXPECT_TRUE(Decode(facts, bytes));
  EXPECT_EQ(Decode(facts, bytes, 1).error().code, ErrorCode::kUsage);
}

TEST(ModelFactsTest, WhatHasNothingToRefineRefinesNothing) {
  ModelFacts facts = Facts(kFirst);
  EncodeOptions none;
  none.refinement = 0;
  none.lambda = 0;
  EncodeOptions iterations;
  iterations.refinement = 1;
  EncodeOptions price;
  price.lambda = 0.001;
  for (const bool refines : {false, true}) {
    facts.refines = refines;
    const Codec codec(MakeStubModel(facts));
    EXPECT_TRUE(codec.Validate(none));
    EXPECT_EQ(codec.Validate(iterations).has_value(), refines);
    EXPECT_EQ(codec.Validate(price).has_value(), refines);
  }
}

}  // namespace
}  // namespace spk
