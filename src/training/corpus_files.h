#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace spk {

// Which files of a folder with a MAESTRO table (maestro-*.csv) are meant; folders without a table
// are taken whole.
enum class Split { kTrain, kValidation };

// By the extension of its name, in any case.
bool LooksLikeAudio(const std::filesystem::path& path);

// The audio files of a folder tree: path inside the folder -> a stamp of size and time that changes
// with the file. Hidden folders are left out, and the room responses that render_corpus.sh keeps
// beside its output.
std::map<std::string, std::string> ListAudio(const std::string& folder, Split split);

}  // namespace spk
