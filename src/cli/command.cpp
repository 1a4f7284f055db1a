#include "cli/command.h"

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <new>

namespace spk {

Result<void> WithInput(const std::string& path,
                       const std::function<Result<void>(std::istream&)>& read) {
  if (path == "-") return read(std::cin);
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  // A folder opens as a stream and fails at the first read.
  if (in && in.peek() == std::ifstream::traits_type::eof() && in.bad()) {
    return Fail(ErrorCode::kInput, std::string("cannot read: ") + std::strerror(EISDIR));
  }
  if (!in.is_open()) {
    return Fail(ErrorCode::kInput, std::string("cannot open: ") + std::strerror(errno));
  }
  in.clear();
  Result<void> result = read(in);
  // Not the end of the file, though it was taken for it.
  if (in.bad()) return Fail(ErrorCode::kInput, std::string("cannot read: ") + std::strerror(EIO));
  return result;
}

Error CaughtError() {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    return {ErrorCode::kMemory, "memory ran out"};
  } catch (const std::exception& error) {
    return {ErrorCode::kUnexpected, "an unexpected error, please report it: " + FirstLine(error)};
  } catch (...) {
    return {ErrorCode::kUnexpected, "an unexpected error, please report it"};
  }
}

void Outcome::Add(const Result<void>& result) {
  ++inputs_;
  if (result) return;
  if (failures_++ == 0) first_ = result.error().code;
}

int Outcome::exit_code() const {
  if (failures_ == 0) return 0;
  return static_cast<int>(inputs_ == 1 ? first_ : ErrorCode::kSomeFailed);
}

int ExitCode(const Result<int>& code) {
  if (code) return *code;
  spdlog::error("{}", code.error().message);
  return static_cast<int>(code.error().code);
}

int FinishOutput(int exit_code) {
  std::cout.flush();
  if (std::cout) return exit_code;
  spdlog::error("cannot write standard output");
  return static_cast<int>(ErrorCode::kOutput);
}

std::string CountText(size_t count, const std::string& one, const std::string& several) {
  return fmt::format("{} {}", count, count == 1 ? one : several);
}

std::string ClockText(double seconds) {
  const auto tenths = static_cast<int64_t>(seconds * 10);
  return fmt::format("{}:{:02}:{:02}.{}", tenths / 36000, tenths / 600 % 60, tenths / 10 % 60,
                     tenths % 10);
}

}  // namespace spk
