// Any bytes as a .spk file: reading ends, in bounded memory, and what was accepted without an error
// is written again and read back the same.
#include <sstream>

#include "spk/spk_writer.h"
#include "spk/unpacking_reader.h"
#include "tests/fuzz/fuzz.h"
#include "tests/golden/golden_files.h"

namespace spk {
namespace {

struct Contents {
  FileHeader header;
  std::vector<CodedSegment> segments;
  bool intact = true;
  EndOfFile end;
};

Contents ReadAll(UnpackingReader& reader) {
  Contents contents;
  contents.header = reader.header();
  while (!reader.at_end()) {
    auto item = reader.Next();
    contents.intact &= item.has_value();
    if (!item) continue;
    if (auto* coded = std::get_if<CodedSegment>(&*item)) {
      contents.segments.push_back(std::move(*coded));
    } else if (const auto* end = std::get_if<EndOfFile>(&*item)) {
      contents.end = *end;
    }
  }
  return contents;
}

void ExpectRewritable(const Contents& contents) {
  std::stringstream copy;
  auto writer = SpkWriter::Create(copy, contents.header, TablesOf(contents.header.model_id));
  FuzzExpect(writer.has_value());
  for (const CodedSegment& coded : contents.segments) {
    FuzzExpect(writer->WriteSegment(coded.segment, coded.packing).has_value());
  }
  FuzzExpect(writer->Finish(contents.end.source_frames).has_value());
  auto reader = OpenWithTables(copy);
  FuzzExpect(reader.has_value());
  const Contents again = ReadAll(*reader);
  FuzzExpect(again.intact && again.segments.size() == contents.segments.size());
  for (size_t i = 0; i < again.segments.size(); ++i) {
    FuzzExpect(again.segments[i].segment == contents.segments[i].segment);
  }
}

}  // namespace
}  // namespace spk

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::istringstream in(std::string(reinterpret_cast<const char*>(data), size));
  auto reader = spk::OpenWithTables(in);
  if (!reader) return 0;
  const spk::Contents contents = spk::ReadAll(*reader);
  if (contents.intact) spk::ExpectRewritable(contents);
  return 0;
}
