#include "cli/command.h"

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <iostream>
#include <memory>
#include <new>

#include "system/debris.h"

namespace spk {

namespace {

// Options as manuals have them: what a value is in a word, what it is by default, no more.
class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter() { column_width(32); }

  std::string make_option_opts(const CLI::Option* option) const override {
    if (option->get_expected_max() == 0) return "";
    const std::string type = option->get_type_name();
    const bool number = type.starts_with("INT") || type.starts_with("UINT");
    std::string text = number ? " N" : type.starts_with("FLOAT") ? " SECONDS" : " TEXT";
    if (option->get_positional()) text = option->get_expected_max() > 1 ? "..." : "";
    if (!option->get_default_str().empty()) text += " (" + option->get_default_str() + ")";
    return text;
  }
};

// CLI11 takes "[a,b]" and "{}" for lists, wherever several values may come. Nothing here is one:
// what could be taken so gets a mark behind it, which no argument can hold.
constexpr char kMark = '\0';

std::vector<std::string> MarkedArguments(int argc, char** argv) {
  std::vector<std::string> arguments;
  for (int i = argc - 1; i > 0; --i) {  // the last first, as CLI11 wants them
    arguments.emplace_back(argv[i]);
    if (arguments.back().ends_with(']')) arguments.back() += kMark;
  }
  return arguments;
}

// Takes the mark off; no option and no file is called "".
std::string CheckArgument(std::string& value) {
  if (value.ends_with(kMark)) value.pop_back();
  if (value == "{}") value = "./{}";
  return value.empty() ? "is empty" : "";
}

}  // namespace

int ParseAndRun(CLI::App& app, int argc, char** argv, const std::function<int()>& body) {
  app.formatter(std::make_shared<HelpFormatter>());
  for (CLI::Option* option : app.get_options()) {
    if (option->get_expected_max() > 0) option->transform(CLI::Validator(CheckArgument, "", ""));
  }
  try {
    app.parse(MarkedArguments(argc, argv));
  } catch (const CLI::CallForHelp&) {
    std::cout << app.help();
    return FinishOutput(0);
  } catch (const CLI::ParseError& error) {
    spdlog::error("{} (see {} --help)", error.what(), app.get_name());
    return static_cast<int>(ErrorCode::kUsage);
  }
  RemoveDebrisOnSignals();
  return body();
}

CLI::Validator SecondsFrom(double low, double high) {
  return {[low, high](std::string& value) -> std::string {
            double number = 0;
            const char* end = value.data() + value.size();
            const auto read = std::from_chars(value.data(), end, number);
            // What is not a number is not in the range either.
            const bool whole = read.ec == std::errc() && read.ptr == end;
            if (whole && number >= low && number <= high) return "";
            return fmt::format("'{}' is not a number from {:g} to {:g}", value, low, high);
          },
          "", ""};
}

CLI::Validator WholeFrom(uint64_t low, uint64_t high) {
  return {[low, high](std::string& value) -> std::string {
            uint64_t number = 0;
            const char* end = value.data() + value.size();
            const auto read = std::from_chars(value.data(), end, number);
            if (read.ec != std::errc() || read.ptr != end || number < low || number > high) {
              return fmt::format("'{}' is not a whole number from {} to {}", value, low, high);
            }
            value = std::to_string(number);  // CLI11 would take "010" for 8
            return "";
          },
          "", ""};
}

void AddRefineOption(CLI::App* app, int* iterations) {
  app->add_option("--refine", *iterations,
                  "decode this often while encoding, to find events that decode better: 0 is "
                  "fastest, 16 best")
      ->check(WholeFrom(0, 1000))
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
