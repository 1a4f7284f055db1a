#pragma once

#include <map>
#include <string>

namespace spk {

// Which files of a folder with a MAESTRO table (maestro-*.csv) are meant; folders without a table
// are taken whole.
enum class Split { kTrain, kValidation };

// The audio files of a folder tree: path inside the folder -> a stamp of size and time that changes
// with the file. Hidden folders are left out, and where there is a plan.tsv of render_corpus.sh the
// room responses that it keeps in rooms/.
std::map<std::string, std::string> ListAudio(const std::string& folder, Split split);

}  // namespace spk
