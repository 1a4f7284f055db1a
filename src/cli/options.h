// Command lines by CLI11, with the program's exit codes.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace spk {

// `spk COMMAND --describe=manual` prints the sections of its manual page, --describe=completion a
// table for shells (describe.h), and `spk --describe=…` what stands for the whole program.
inline constexpr std::string_view kDescribe = "--describe=";

// Parses and then runs `body`. A wrong command line is one line on standard error and exit 2;
// --help and --describe are exit 0.
int ParseAndRun(CLI::App& app, int argc, char** argv, const std::function<int()>& body);

// What an option's value must be. Seconds are finite and written in decimal; whole numbers are
// written in digits alone.
CLI::Validator NumberFrom(double low, double high);
CLI::Validator WholeFrom(uint64_t low, uint64_t high);

// --generate: DecodeOptions::generate.
void AddGenerateOption(CLI::App* app, double* share);

// --device, of all that run networks.
void AddDeviceOption(CLI::App* app, std::string* device);

}  // namespace spk
