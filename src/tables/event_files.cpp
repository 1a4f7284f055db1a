#include "tables/event_files.h"

#include <fstream>

#include "spk/unpacking_reader.h"

namespace spk {

Result<EventFile> ReadEventFile(const std::string& path, std::span<const uint8_t> tables) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Fail(ErrorCode::kInput, "cannot be opened");
  auto reader = UnpackingReader::Open(in, tables);
  SPK_TRY(reader);
  EventFile file{.header = reader->header(), .segments = {}};
  while (!reader->at_end()) {
    auto item = reader->Next();
    SPK_TRY(item);
    if (auto* coded = std::get_if<CodedSegment>(&*item)) {
      file.segments.push_back(std::move(coded->segment.events));
    }
  }
  return file;
}

}  // namespace spk
