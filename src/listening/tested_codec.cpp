#include "listening/tested_codec.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <sstream>

#include "listening/ratings.h"
#include "system/child_program.h"
#include "system/command_words.h"
#include "system/text.h"

namespace spk {
namespace {

constexpr size_t kMostCodecs = 9;
constexpr const char* kNameCharacters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.:=+";

tl::unexpected<Error> Wrong(const std::string& text, const std::string& reason) {
  return Fail(ErrorCode::kUsage, "codec " + Printable(text) + ": " + reason);
}

template <typename Number>
bool Parse(const std::string& text, Number low, Number high, Number* value) {
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, *value);
  return error == std::errc() && rest == end && *value >= low && *value <= high;
}

template <typename Number>
bool ParseInto(const std::string& text, Number low, Number high, std::optional<Number>* value) {
  Number number{};
  if (!Parse(text, low, high, &number)) return false;
  *value = number;
  return true;
}

// The ranges are those of the options of spk encode and spk decode.
bool Set(const std::string& key, const std::string& value, TestedCodec* codec) {
  EncodeOptions& encode = codec->encode;
  if (key == "mu") return ParseInto(value, 0, 31, &encode.mu);
  if (key == "bitrate") return ParseInto(value, 0.001, 1000.0, &encode.bitrate);
  if (key == "min-si-snr") return ParseInto(value, -100.0, 100.0, &encode.min_si_snr);
  if (key == "refine") return ParseInto(value, 0, 1000, &encode.refinement);
  if (key == "lambda") return ParseInto(value, 0.0, 1.0, &encode.lambda);
  if (key == "steps") return Parse(value, int64_t{0}, int64_t{1000}, &codec->steps);
  return false;
}

Result<TestedCodec> ParseModel(const std::string& text) {
  const size_t colon = text.find(':');
  TestedCodec codec;
  codec.model = text.substr(0, colon);
  codec.name = std::filesystem::path(codec.model).filename();
  if (codec.name.ends_with(".safetensors")) codec.name.resize(codec.name.rfind('.'));
  if (colon == std::string::npos) return codec;
  codec.name += text.substr(colon);
  std::istringstream settings(text.substr(colon + 1));
  for (std::string setting; std::getline(settings, setting, ':');) {
    const size_t equals = setting.find('=');
    const std::string value = equals == std::string::npos ? "" : setting.substr(equals + 1);
    if (Set(setting.substr(0, equals), value, &codec)) continue;
    return Wrong(text, fmt::format("'{}' is not KEY=VALUE in range, KEY being mu, bitrate, "
                                   "min-si-snr, refine, lambda or steps",
                                   Printable(setting)));
  }
  return codec;
}

Result<TestedCodec> ParseOpus(const std::string& text, const std::string& kbps) {
  double number = 0;
  if (!Parse(kbps, 6.0, 256.0, &number)) return Wrong(text, "Opus has 6 to 256 kbit/s");
  if (FindProgram("opusenc").empty()) {
    return Wrong(text, "opusenc is not installed (Debian: opus-tools)");
  }
  TestedCodec codec;
  codec.name = text;
  codec.commands = {
      {"opusenc", "--quiet", "--music", "--discard-comments", "--bitrate", kbps, "{in}", "{coded}"},
      {"opusdec", "--quiet", "--rate", "48000", "{coded}", "{out}"}};
  return codec;
}

Result<TestedCodec> ParseCommand(const std::string& text, size_t equals) {
  const std::string command = text.substr(equals + 1);
  auto words = SplitCommand(command);
  if (!words) return Wrong(text, words.error().message);
  for (const char* file : {"{in}", "{out}"}) {
    if (command.find(file) == std::string::npos) {
      return Wrong(text, std::string("does not name ") + file);
    }
  }
  TestedCodec codec;
  codec.name = text.substr(0, equals);
  codec.commands = {std::move(*words)};
  return codec;
}

}  // namespace

Result<TestedCodec> ParseTestedCodec(const std::string& text) {
  const size_t equals = text.find('=');
  auto codec = text.starts_with("opus:") ? ParseOpus(text, text.substr(5))
               : equals < text.find(':') ? ParseCommand(text, equals)
                                         : ParseModel(text);
  SPK_TRY(codec);
  if (codec->name.empty() || codec->name.find_first_not_of(kNameCharacters) != std::string::npos) {
    return Wrong(text, "its name must be of letters, digits, _, -, . and +");
  }
  for (const auto& command : codec->commands) {
    if (FindProgram(command.front()).empty()) {
      return Wrong(text, "there is no program " + Printable(command.front()));
    }
  }
  return codec;
}

Result<std::vector<TestedCodec>> ParseTestedCodecs(const std::vector<std::string>& texts) {
  std::vector<TestedCodec> codecs;
  std::vector<std::string> names = {kReferenceName, kLowAnchorName, kMidAnchorName};
  for (const std::string& text : texts) {
    auto codec = ParseTestedCodec(text);
    SPK_TRY(codec);
    if (std::ranges::find(names, codec->name) != names.end()) {
      return Wrong(text, "there is a stimulus of this name already");
    }
    names.push_back(codec->name);
    codecs.push_back(std::move(*codec));
  }
  if (codecs.size() <= kMostCodecs) return codecs;
  return Fail(ErrorCode::kUsage, "a trial holds at most " + std::to_string(kMostCodecs) +
                                     " codecs beside reference "
                                     "and anchors");
}

}  // namespace spk
