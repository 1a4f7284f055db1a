#include "audio/audio_names.h"

#include <algorithm>
#include <cctype>

namespace spk {

const std::set<std::string>& AudioSuffixes() {
  static const std::set<std::string> suffixes = {".aif",  ".aifc", ".aiff", ".au",  ".caf",
                                                 ".flac", ".mp3",  ".oga",  ".ogg", ".opus",
                                                 ".rf64", ".w64",  ".wav",  ".wave"};
  return suffixes;
}

bool LooksLikeAudio(const std::filesystem::path& path) {
  std::string own = path.extension().string();
  std::transform(own.begin(), own.end(), own.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return AudioSuffixes().contains(own);
}

}  // namespace spk
