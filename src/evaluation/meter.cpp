#include "evaluation/meter.h"

#include <sys/wait.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>
#include <optional>
#include <regex>

#include "system/child_program.h"
#include "system/command_words.h"
#include "system/text.h"

namespace spk {
namespace {

constexpr int kLowestRate = 1000;
constexpr int kHighestRate = 384000;
constexpr size_t kLongestQuote = 300;  // bytes

bool IsName(const std::string& text) {
  constexpr const char* kAllowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
  return !text.empty() && text.find_first_not_of(kAllowed) == std::string::npos;
}

template <typename T>
std::optional<T> Parsed(const std::string& text) {
  T value{};
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || rest != end) return std::nullopt;
  return value;
}

// `word` with `path` in place of {ref}, {test}, {ref:RATE} and {test:RATE}. A rate that is none is
// asked for as 0.
std::string Fill(const std::string& word,
                 const std::function<std::string(const MeterSound&)>& path) {
  static const std::regex placeholder(R"(\{(ref|test)(:([^{}]*))?\})");
  std::string filled;
  auto rest = word.begin();
  for (std::sregex_iterator match(word.begin(), word.end(), placeholder), end; match != end;
       ++match) {
    MeterSound sound{.reference = match->str(1) == "ref", .rate = Meter::kRate};
    if ((*match)[2].matched) sound.rate = Parsed<int>(match->str(3)).value_or(0);
    filled.append(rest, (*match)[0].first).append(path(sound));
    rest = (*match)[0].second;
  }
  return filled.append(rest, word.end());
}

// For a message of one line.
std::string Quoted(const std::string& text) {
  const std::string shown = Printable(text.substr(0, kLongestQuote));
  return text.size() > kLongestQuote ? shown + "…" : shown;
}

std::string Trimmed(const std::string& text) {
  constexpr const char* kSpace = " \t\r";
  const size_t first = text.find_first_not_of(kSpace);
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(kSpace) + 1 - first);
}

std::string FirstLineOf(const std::string& path) {
  std::ifstream in(path);
  std::string line;
  while (std::getline(in, line)) {
    if (!Trimmed(line).empty()) return Trimmed(line);
  }
  return "";
}

std::optional<double> LastNumberOf(const std::string& path) {
  std::optional<double> last;
  std::ifstream in(path);
  std::string line;
  while (std::getline(in, line)) {
    const auto number = Parsed<double>(Trimmed(line));
    if (number && std::isfinite(*number)) last = number;
  }
  return last;
}

}  // namespace

Result<Meter> Meter::Parse(const std::string& text) {
  Meter meter;
  const size_t equals = text.find('=');
  meter.name_ = text.substr(0, equals);
  if (equals == std::string::npos || !IsName(meter.name_)) {
    return Fail(ErrorCode::kUsage, "meter " + Quoted(text) +
                                       ": must be NAME=COMMAND, the name of letters, digits, _ "
                                       "and -");
  }
  meter.command_ = text.substr(equals + 1);
  auto words = SplitCommand(meter.command_);
  if (!words) return meter.FailWith(ErrorCode::kUsage, words.error().message);
  meter.words_ = std::move(*words);
  for (const std::string& word : meter.words_) {
    Fill(word, [&](const MeterSound& sound) {
      meter.sounds_.insert(sound);
      return "";
    });
  }
  if (meter.sounds_.empty()) {
    return meter.FailWith(ErrorCode::kUsage, "names neither {ref} nor {test}");
  }
  for (const MeterSound& sound : meter.sounds_) {
    if (sound.rate < kLowestRate || sound.rate > kHighestRate) {
      return meter.FailWith(ErrorCode::kUsage, "a rate must be a number from 1000 to 384000");
    }
  }
  meter.program_ = FindProgram(meter.words_.front());
  if (meter.program_.empty()) {
    return meter.FailWith(ErrorCode::kUsage, "there is no program " + Quoted(meter.words_.front()));
  }
  return meter;
}

Result<double> Meter::Run(const std::function<std::string(const MeterSound&)>& path,
                          const std::string& stem, const std::function<bool()>& keep_going) const {
  ProgramCall call{
      .program = program_, .words = {}, .output = stem + ".out", .errors = stem + ".err"};
  for (const std::string& word : words_) call.words.push_back(Fill(word, path));
  const auto status = RunChild(call, keep_going);
  if (!status) return FailWith(status.error().code, status.error().message);
  const std::string said = FirstLineOf(call.errors);
  const std::string quote = said.empty() ? "" : ": " + Quoted(said);
  if (WIFSIGNALED(*status)) {
    return FailWith(ErrorCode::kSomeFailed,
                    std::string("ended by signal: ") + strsignal(WTERMSIG(*status)) + quote);
  }
  if (WEXITSTATUS(*status) != 0) {
    return FailWith(ErrorCode::kSomeFailed,
                    "ended with exit code " + std::to_string(WEXITSTATUS(*status)) + quote);
  }
  const auto number = LastNumberOf(call.output);
  if (!number) return FailWith(ErrorCode::kSomeFailed, "printed no number" + quote);
  return *number;
}

tl::unexpected<Error> Meter::FailWith(ErrorCode code, const std::string& reason) const {
  return Fail(code, "meter " + name_ + " (" + Quoted(command_) + "): " + reason);
}

}  // namespace spk
