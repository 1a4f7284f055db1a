#pragma once

#include <filesystem>
#include <set>
#include <string>

namespace spk {

// ".aif", …, in small letters.
const std::set<std::string>& AudioSuffixes();

// By the extension of its name, in any case.
bool LooksLikeAudio(const std::filesystem::path& path);

}  // namespace spk
