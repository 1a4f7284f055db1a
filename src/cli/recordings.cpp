#include <filesystem>

#include "audio/audio_reader.h"
#include "cli/input_files.h"
#include "training/corpus_files.h"

namespace spk {

InputKind Recordings() {
  return {.wanted = LooksLikeAudio, .cost = [](const std::string& path) {
            std::error_code unknown;
            if (!std::filesystem::is_regular_file(path, unknown)) return 0.0;  // read only once
            const auto reader = AudioReader::Open(path);
            if (!reader || reader->frames() == AudioReader::kUnknownFrames) return 0.0;
            return static_cast<double>(reader->frames()) / reader->sample_rate();
          }};
}

}  // namespace spk
