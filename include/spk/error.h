// The one error type of the library: what went wrong, in one sentence, with the exit code that
// scripts see.
#pragma once

#include <exception>
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace spk {

// The numbers are the program's exit codes and never change meaning (README, "Exit codes").
enum class ErrorCode {
  kSomeFailed = 1,  // one of several inputs failed for a reason without a code of its own
  kUsage = 2,       // wrong options or arguments
  kInput = 3,       // cannot open or read the input
  kNotSpk = 4,      // not a .spk file, or a version this reader does not know
  kCorrupt = 5,     // a .spk file, but damaged or truncated
  kModel = 6,       // model missing, unreadable or not the one the file needs
  kOutput = 7,      // cannot write the output, or it exists
  kMemory = 8,      // memory ran out
  kUnexpected = 9,  // what nobody foresaw: an error of the program itself
  kCancelled = 10,  // whoever asked for it wanted no more of it; the program dies of its signal
};

struct Error {
  ErrorCode code;
  std::string message;  // one line, no trailing period, names the place and the reason
};

template <typename T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> Fail(ErrorCode code, std::string message) {
  return tl::make_unexpected(Error{code, std::move(message)});
}

// Leaves the function with the error of `result`, a Result or an expression that gives one, if it
// has one.
#define SPK_TRY(result)                                          \
  do {                                                           \
    if (auto&& spk_result = (result); !spk_result) {             \
      return tl::make_unexpected(std::move(spk_result).error()); \
    }                                                            \
  } while (false)

// What an exception of a library says, without the stack trace that c10::Error puts below it.
inline std::string FirstLine(const std::exception& error) {
  const std::string text = error.what();
  return text.substr(0, text.find('\n'));
}

}  // namespace spk
