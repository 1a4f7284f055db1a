#pragma once

#include <string>

namespace spk {

// A lapped model without networks, small enough for tests.
inline const std::string kTinyLapped = R"({
  "family": "lapped", "name": "tiny", "sample_rate": 22050, "hop": 256, "prompts": 32,
  "encoder": {"mu": 12, "rounding": 0.4},
  "decoder": {"bins": 200, "finest_step": 0.02, "corner": 400, "slope": 0.8}
})";

// What it has where noise fills in what is left out.
inline const std::string kFilled =
    R"("fill": 0.5, "fill_usual": [6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6])";

// Something of it changed.
inline std::string Changed(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace spk
