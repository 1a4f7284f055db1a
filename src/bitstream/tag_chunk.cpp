#include "bitstream/tag_chunk.h"

#include <algorithm>

namespace spk {
namespace {

bool IsTagName(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(),
                                      [](char c) { return c >= 0x20 && c <= 0x7E && c != '='; });
}

}  // namespace

Result<std::vector<uint8_t>> EncodeTag(const Tag& tag) {
  const std::string text = tag.name + "=" + tag.value;
  if (!IsTagName(tag.name)) {
    return Fail(ErrorCode::kUsage, "tag name is not printable ASCII without '='");
  }
  return std::vector<uint8_t>(text.begin(), text.end());
}

Result<Tag> DecodeTag(std::span<const uint8_t> body) {
  const auto equals = std::find(body.begin(), body.end(), '=');
  Tag tag{std::string(body.begin(), equals), {}};
  if (equals == body.end() || !IsTagName(tag.name)) {
    return Fail(ErrorCode::kCorrupt, "tag is not NAME=value");
  }
  tag.value.assign(equals + 1, body.end());
  return tag;
}

}  // namespace spk
