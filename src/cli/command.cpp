#include "cli/command.h"

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>

namespace spk {

int ParseAndRun(CLI::App& app, int argc, char** argv, const std::function<int()>& body) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    std::cout << app.help();
    return FinishOutput(0);
  } catch (const CLI::ParseError& error) {
    spdlog::error("{} (see {} --help)", error.what(), app.get_name());
    return static_cast<int>(ErrorCode::kUsage);
  }
  return body();
}

void AddRefineOption(CLI::App* app, int* iterations) {
  app->add_option("--refine", *iterations,
                  "decode this often while encoding, to find events that decode better: 0 is "
                  "fastest, 16 best")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
}

void AddDeviceOption(CLI::App* app, std::string* device) {
  app->add_option("--device", *device, "where the networks compute: cpu, cuda or cuda:N (cpu)");
}

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
  return read(in);
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

int FinishOutput(int exit_code) {
  std::cout.flush();
  if (std::cout) return exit_code;
  spdlog::error("cannot write standard output");
  return static_cast<int>(ErrorCode::kOutput);
}

std::string Printable(std::string text) {
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, '?');
  return text;
}

std::string ClockText(double seconds) {
  const auto tenths = static_cast<int64_t>(seconds * 10);
  return fmt::format("{}:{:02}:{:02}.{}", tenths / 36000, tenths / 600 % 60, tenths / 10 % 60,
                     tenths % 10);
}

}  // namespace spk
