#include "system/command_words.h"

namespace spk {
namespace {

constexpr std::string_view kSpace = " \t\n\v\f\r";

// Whether a backslash inside of `quote` (0 = outside of quotes) takes the meaning of `next` away.
bool Escapes(char quote, char next) {
  if (quote == '\'') return false;
  return quote == 0 || std::string_view("\"\\$`").find(next) != std::string_view::npos;
}

}  // namespace

Result<std::vector<std::string>> SplitCommand(std::string_view command) {
  std::vector<std::string> words;
  bool in_word = false;
  char quote = 0;  // the open one
  for (size_t i = 0; i < command.size(); ++i) {
    const char c = command[i];
    if (quote == 0 && kSpace.find(c) != std::string_view::npos) {
      in_word = false;
      continue;
    }
    if (!in_word) words.emplace_back();  // which '' leaves empty
    in_word = true;
    if (c == '\\' && i + 1 < command.size() && Escapes(quote, command[i + 1])) {
      words.back() += command[++i];
    } else if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    } else if (quote != 0 && c == quote) {
      quote = 0;
    } else {
      words.back() += c;
    }
  }
  if (quote != 0) return Fail(ErrorCode::kUsage, std::string("no closing ") + quote);
  return words;
}

}  // namespace spk
