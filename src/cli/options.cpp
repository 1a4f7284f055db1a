#include "cli/options.h"

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <charconv>
#include <iostream>
#include <memory>

#include "cli/command.h"
#include "cli/describe.h"
#include "system/debris.h"

namespace spk {
namespace {

// Options as manuals have them: what a value is in a word, what it is by default, no more.
class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter() { column_width(32); }

  std::string make_option_opts(const CLI::Option* option) const override {
    if (option->get_expected_max() == 0) return "";
    std::string text = " " + Placeholder(*option);
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

// What is asked for is one of two words that no user has to know.
std::string Description(const CLI::App& app, const std::string& argument) {
  return argument.substr(kDescribe.size()) == "manual" ? ManualSections(app) : CompletionTable(app);
}

}  // namespace

int ParseAndRun(CLI::App& app, int argc, char** argv, const std::function<int()>& body) {
  app.formatter(std::make_shared<HelpFormatter>());
  app.get_help_ptr()->description("print this help and exit");
  if (argc == 2 && std::string_view(argv[1]).starts_with(kDescribe)) {
    std::cout << Description(app, argv[1]);
    return FinishOutput(0);
  }
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

CLI::Validator NumberFrom(double low, double high) {
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

void AddGenerateOption(CLI::App* app, double* share) {
  app->add_option("--generate", *share,
                  "how much is kept of what the decoder makes up: from 0, the coarse decode, to 1, "
                  "all (1)")
      ->type_name("G")
      ->check(NumberFrom(0, 1));
}

void AddDeviceOption(CLI::App* app, std::string* device) {
  app->add_option("--device", *device, "where the networks compute: cpu, cuda or cuda:N (cpu)")
      ->type_name("DEVICE");
}

}  // namespace spk
