#include "audio/audio_decoder.h"

#include <iomanip>
#include <sstream>

namespace spk {

std::string SecondsText(double seconds) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(1) << seconds << " s";
  return text.str();
}

std::string TruncatedText(int64_t frames) {
  return "truncated: " + std::to_string(frames) + " frames less than its header says";
}

std::string StrayText(int64_t bytes) {
  return std::to_string(bytes) + " bytes behind its end, which are no tags, are left out";
}

}  // namespace spk
