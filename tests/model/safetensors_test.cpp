#include "model/safetensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace spk {
namespace {

using testing::HasSubstr;

// A file with this header and `data` bytes behind it.
std::string File(const std::string& header, size_t data) {
  std::string file;
  for (size_t i = 0; i < 8; ++i) {
    file.push_back(static_cast<char>(header.size() >> 8 * i & 0xFFU));
  }
  return file + header + std::string(data, '\0');
}

Result<SafetensorsHeader> Parse(const std::string& file) {
  return ParseSafetensors({reinterpret_cast<const uint8_t*>(file.data()), file.size()});
}

std::string HeaderErrorOf(const std::string& file) {
  const auto header = Parse(file);
  return header ? "" : header.error().message;
}

std::string OneTensor(const std::string& dtype, const std::string& shape,
                      const std::string& offsets) {
  return R"({"a":{"dtype":")" + dtype + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets +
         "}}";
}

TEST(Safetensors, WrittenHeadersAreReadBack) {
  const SafetensorsHeader header{
      .metadata = {{"config", "{\"x\": \"\u00e9\"}"}},
      .tensors = {{.name = "b", .type = TensorType::kFloat16, .shape = {2, 3}},
                  {.name = "a", .type = TensorType::kInt64, .shape = {}},
                  {.name = "c", .type = TensorType::kFloat32, .shape = {0, 5}}}};
  const std::string bytes = WriteSafetensorsHeader(header);
  EXPECT_EQ(bytes.size() % 8, 0);
  const auto read = Parse(bytes + std::string(12 + 8, '\0'));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->metadata, header.metadata);
  EXPECT_EQ(read->data_start, bytes.size());
  ASSERT_EQ(read->tensors.size(), 3);
  for (const TensorEntry& entry : read->tensors) {
    if (entry.name == "b") {
      EXPECT_EQ(entry.type, TensorType::kFloat16);
      EXPECT_THAT(entry.shape, testing::ElementsAre(2, 3));
      EXPECT_EQ(entry.end, 12);
    }
  }
}

// The example of the format's own description, extended to two tensors.
TEST(Safetensors, ReadsAForeignFile) {
  const auto header = Parse(File(R"({"__metadata__":{"format":"pt"},
      "w":{"dtype":"F32","shape":[1,2],"data_offsets":[4,12]},
      "v":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}  )",
                                 12));
  ASSERT_TRUE(header) << header.error().message;
  EXPECT_EQ(header->tensors[0].name, "v");
  EXPECT_EQ(header->tensors[1].name, "w");
}

TEST(Safetensors, EveryTruncationIsAnError) {
  const std::string file = File(OneTensor("F32", "[2]", "[0,8]"), 8);
  ASSERT_TRUE(Parse(file));
  for (size_t size = 0; size < file.size(); ++size) {
    EXPECT_FALSE(Parse(file.substr(0, size))) << size;
  }
  EXPECT_THAT(HeaderErrorOf(file + "x"), HasSubstr("oversized"));
}

TEST(Safetensors, HostileHeadersAreClearErrors) {
  EXPECT_THAT(HeaderErrorOf(std::string(8, '\xff')), HasSubstr("over the limit"));
  EXPECT_THAT(HeaderErrorOf(File("", 0)), HasSubstr("not a JSON object"));
  EXPECT_THAT(HeaderErrorOf(File("[]", 0)), HasSubstr("not a JSON object"));
  EXPECT_THAT(HeaderErrorOf(File(std::string(100000, '['), 0)), HasSubstr("not a JSON object"));
  EXPECT_THAT(HeaderErrorOf(File(R"({"__metadata__":{"a":1}})", 0)), HasSubstr("__metadata__"));
  EXPECT_THAT(HeaderErrorOf(File(R"({"a":7})", 0)), HasSubstr("tensor \"a\": expected dtype"));
  EXPECT_THAT(HeaderErrorOf(File(OneTensor("BOOL", "[8]", "[0,8]"), 8)),
              HasSubstr("dtype is none of"));
  EXPECT_THAT(HeaderErrorOf(File(OneTensor("F32", "[-2]", "[0,8]"), 8)),
              HasSubstr("impossible shape"));
  EXPECT_THAT(HeaderErrorOf(File(OneTensor("F32", "[4294967296,4294967296]", "[0,0]"), 0)),
              HasSubstr("impossible shape"));
  EXPECT_THAT(HeaderErrorOf(File(OneTensor("F32", "[1,1,1,1,1,1,1,1,1]", "[0,4]"), 4)),
              HasSubstr("expected dtype"));
  EXPECT_THAT(HeaderErrorOf(File(OneTensor("F32", "[2]", "[8,0]"), 8)),
              HasSubstr("impossible offsets"));
  EXPECT_THAT(HeaderErrorOf(File(OneTensor("F32", "[2]", "[0,9]"), 9)),
              HasSubstr("its shape needs 8"));
  EXPECT_THAT(HeaderErrorOf(File(OneTensor("F32", "[2]", "[4,12]"), 12)),
              HasSubstr("does not begin"));
  EXPECT_THAT(HeaderErrorOf(File(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},
                               "a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
                                 4)),
              HasSubstr("named twice"));
  EXPECT_THAT(HeaderErrorOf(File(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},
                               "b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
                                 4)),
              HasSubstr("does not begin where"));
}

}  // namespace
}  // namespace spk
