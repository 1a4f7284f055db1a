#include "listening/listening_test.h"

#include <openssl/evp.h>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <random>

#include "listening/clip.h"
#include "listening/loudness_match.h"
#include "listening/page.h"
#include "listening/ratings.h"
#include "system/base64.h"
#include "system/json_text.h"

namespace spk {
namespace {

using nlohmann::ordered_json;

std::string Sha256(const std::string& bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  std::string text;
  for (unsigned i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

ordered_json StimulusJson(const Trial& trial, const Stimulus& stimulus) {
  ordered_json json = {{"stimulus", stimulus.name},
                       {"file", ClipName(trial, stimulus)},
                       {"sha256", stimulus.sha256},
                       {"gain_db", stimulus.gain}};
  json["bytes"] = stimulus.bytes ? ordered_json(*stimulus.bytes) : ordered_json();
  const auto kbps = trial.kbps(stimulus);
  json["kbps"] = kbps ? ordered_json(*kbps) : ordered_json();
  return json;
}

// What the page needs to know of it.
ordered_json PageJson(const ListeningTest& test) {
  ordered_json json = {{"test", TestId(test)}, {"trials", ordered_json::array()}};
  for (const Trial& trial : test.trials) {
    ordered_json stimuli = ordered_json::array();
    for (const Stimulus& stimulus : trial.stimuli) {
      const auto kbps = trial.kbps(stimulus);
      stimuli.push_back({{"stimulus", stimulus.name},
                         {"kbps", kbps ? fmt::format("{:.3f}", *kbps) : ""},
                         {"flac", Base64(stimulus.flac)}});
    }
    json["trials"].push_back({{"trial", trial.name}, {"stimuli", std::move(stimuli)}});
  }
  return json;
}

}  // namespace

std::optional<double> Trial::kbps(const Stimulus& stimulus) const {
  if (!stimulus.bytes) return std::nullopt;
  return static_cast<double>(*stimulus.bytes) * 8 / 1000 / seconds;
}

Result<void> FinishTrial(Trial* trial) {
  const std::vector<float>& reference = trial->stimuli.front().samples;
  trial->seconds = static_cast<double>(reference.size()) / kClipRate;
  Stimulus low{.name = kLowAnchorName, .samples = LowPassed(reference, 3500)};
  Stimulus mid{.name = kMidAnchorName, .samples = LowPassed(reference, 7000)};
  trial->stimuli.insert(trial->stimuli.begin() + 1, {std::move(low), std::move(mid)});
  SPK_TRY(MatchLoudness(&trial->stimuli));
  for (Stimulus& stimulus : trial->stimuli) {
    auto flac = ClipFlac(stimulus.samples);
    SPK_TRY(flac);
    stimulus.flac = std::move(*flac);
    stimulus.sha256 = Sha256(stimulus.flac);
    stimulus.samples = {};  // of a hundred trials they would take gigabytes
  }
  return {};
}

std::vector<size_t> DrawSome(size_t count, size_t most, uint64_t seed) {
  std::vector<size_t> drawn(count);
  std::iota(drawn.begin(), drawn.end(), size_t{0});
  if (count <= most) return drawn;
  std::mt19937_64 random(seed);
  for (size_t i = 0; i < most; ++i) std::swap(drawn[i], drawn[i + random() % (count - i)]);
  drawn.resize(most);
  std::ranges::sort(drawn);
  return drawn;
}

std::string TestId(const ListeningTest& test) {
  std::string all;
  for (const Trial& trial : test.trials) {
    for (const Stimulus& stimulus : trial.stimuli) all += stimulus.name + stimulus.sha256;
  }
  return Sha256(all).substr(0, 12);
}

std::string ClipName(const Trial& trial, const Stimulus& stimulus) {
  return "clips/" + trial.name + "/" + stimulus.name + ".flac";
}

std::string ManifestText(const ListeningTest& test) {
  ordered_json json = {{"test", TestId(test)}, {"spk", test.version},   {"made", test.made},
                       {"seed", test.seed},    {"codecs", test.codecs}, {"trials", {}}};
  json["trials"] = ordered_json::array();
  for (const Trial& trial : test.trials) {
    ordered_json stimuli = ordered_json::array();
    for (const Stimulus& stimulus : trial.stimuli) {
      stimuli.push_back(StimulusJson(trial, stimulus));
    }
    json["trials"].push_back({{"trial", trial.name},
                              {"recording", trial.recording},
                              {"start", trial.start},
                              {"seconds", trial.seconds},
                              {"stimuli", std::move(stimuli)}});
  }
  return JsonText(json, 1) + "\n";
}

std::string TestPage(const ListeningTest& test) {
  const std::string page = kPage;
  const std::string marker = "{{test}}";
  const size_t place = page.find(marker);
  // Names are of harmless characters, and base64 has none of "<".
  return page.substr(0, place) + JsonText(PageJson(test)) + page.substr(place + marker.size());
}

}  // namespace spk
