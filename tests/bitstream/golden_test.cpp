// The committed .spk files must be read the same, and written the same, for ever.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "spk/spk_writer.h"
#include "tests/golden/golden_files.h"

namespace spk {
namespace {

using ::testing::HasSubstr;

std::filesystem::path GoldenDir() { return std::filesystem::path(SPK_TESTS_DIR) / "golden"; }

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in.good()) << path;
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string AsText(const Bytes& bytes) { return {bytes.begin(), bytes.end()}; }

size_t CountFiles(const char* folder) {
  size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(GoldenDir() / folder)) {
    if (entry.path().extension() == ".spk") ++count;
  }
  return count;
}

TEST(Golden, WriterGivesTheCommittedBytes) {
  const auto files = GoodGoldenFiles();
  EXPECT_EQ(CountFiles("good"), files.size());
  for (const auto& file : files) {
    EXPECT_EQ(AsText(file.bytes), ReadFile(GoldenDir() / "good" / (file.name + ".spk")))
        << file.name;
  }
}

TEST(Golden, TablesAreTheCommittedBytes) {
  for (const auto& tables : AllGoldenTables()) {
    const auto name = ModelIdText(tables.model) + ".tables";
    EXPECT_EQ(AsText(tables.bytes), ReadFile(GoldenDir() / "tables" / name)) << name;
  }
}

TEST(Golden, ReaderFindsTheCommittedContent) {
  for (const auto& file : GoodGoldenFiles()) {
    const std::string bytes = ReadFile(GoldenDir() / "good" / (file.name + ".spk"));
    EXPECT_EQ(DescribeFile({bytes.begin(), bytes.end()}),
              ReadFile(GoldenDir() / "good" / (file.name + ".txt")))
        << file.name;
  }
}

TEST(Golden, BadFilesAreTheCommittedBytes) {
  const auto files = BadGoldenFiles();
  EXPECT_EQ(CountFiles("bad"), files.size());
  for (const auto& file : files) {
    EXPECT_EQ(AsText(file.bytes), ReadFile(GoldenDir() / "bad" / (file.name + ".spk")))
        << file.name;
  }
}

Error FirstError(const Bytes& bytes) {
  std::istringstream in(AsText(bytes));
  auto reader = OpenWithTables(in);
  if (!reader) return reader.error();
  while (!reader->at_end()) {
    if (const auto item = reader->Next(); !item) return item.error();
  }
  return {};
}

TEST(Golden, EveryBadFileIsRejectedForItsOwnReason) {
  for (const auto& file : BadGoldenFiles()) {
    const Error error = FirstError(file.bytes);
    EXPECT_EQ(error.code, file.code) << file.name;
    EXPECT_THAT(error.message, HasSubstr(file.message)) << file.name;
  }
}

// Copies a file through reader and writer, each segment in the packing it came in.
std::string Rewritten(const Bytes& bytes) {
  std::istringstream in(AsText(bytes));
  std::ostringstream out;
  auto reader = OpenWithTables(in).value();
  auto writer = SpkWriter::Create(out, reader.header(), TablesOf(reader.header().model_id)).value();
  while (!reader.at_end()) {
    const FileItem item = reader.Next().value();
    if (const auto* tag = std::get_if<Tag>(&item)) Must(writer.WriteTag(*tag));
    if (const auto* coded = std::get_if<CodedSegment>(&item)) {
      Must(writer.WriteSegment(coded->segment, coded->packing));
    }
    if (const auto* end = std::get_if<EndOfFile>(&item)) {
      Must(writer.Finish(end->source_frames));
    }
  }
  return out.str();
}

TEST(Golden, ReadingAndWritingGivesTheSameBytes) {
  for (const auto& file : GoodGoldenFiles()) {
    EXPECT_EQ(Rewritten(file.bytes), AsText(file.bytes)) << file.name;
  }
}

}  // namespace
}  // namespace spk
