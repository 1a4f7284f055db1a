#include "cli/tag_list.h"

#include <strings.h>

#include <algorithm>

#include "cli/command.h"
#include "system/text.h"

namespace spk {
namespace {

bool IsTagName(const std::string& name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace

Result<TagList> ReadTagList(const std::string& path) {
  TagList list;
  const auto read = WithInput(path, [&](std::istream& in) -> Result<void> {
    std::string line;
    for (size_t number = 1; std::getline(in, line); ++number) {
      const size_t tab = line.find('\t');
      const size_t equals = line.find('=', tab);
      const bool whole = tab != std::string::npos && equals != std::string::npos;
      Tag tag;
      if (whole) tag = {line.substr(tab + 1, equals - tab - 1), line.substr(equals + 1)};
      if (!whole || !IsTagName(tag.name) || !IsUtf8(tag.value)) {
        return Fail(ErrorCode::kUsage, "line " + std::to_string(number) +
                                           " is not INPUT, a tab, and NAME=VALUE in UTF-8");
      }
      list[line.substr(0, tab)].push_back(std::move(tag));
    }
    return in.bad() ? Fail(ErrorCode::kInput, "cannot read") : Result<void>{};
  });
  if (!read) return Fail(read.error().code, path + ": " + read.error().message);
  return list;
}

std::vector<Tag> WithGiven(const std::vector<Tag>& own, const std::vector<Tag>& given) {
  std::vector<Tag> tags;
  std::ranges::copy_if(own, std::back_inserter(tags), [&](const Tag& tag) {
    return std::ranges::none_of(given, [&](const Tag& other) {
      return strcasecmp(tag.name.c_str(), other.name.c_str()) == 0;
    });
  });
  tags.insert(tags.end(), given.begin(), given.end());
  return tags;
}

}  // namespace spk
