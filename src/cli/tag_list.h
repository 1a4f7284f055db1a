// Tags that recordings get beside their own.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "spk/spk_file.h"

namespace spk {

using TagList = std::map<std::string, std::vector<Tag>>;  // by the input's name

// A line a tag: INPUT, a tab, NAME=VALUE. Fails with kInput, and with kUsage naming the line.
Result<TagList> ReadTagList(const std::string& path);

// Those of a recording and those given to it, which stand for all of their name, in any case.
std::vector<Tag> WithGiven(const std::vector<Tag>& own, const std::vector<Tag>& given);

}  // namespace spk
