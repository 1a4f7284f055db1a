// What a command takes, out of CLI11's own tables, for manual pages and shells: neither can say
// anything else than --help.
#pragma once

#include <string>
#include <string_view>

#include "cli/cli_app.h"

namespace spk {

// What stands for an option's value: FILE, N, "auto|dense"; "" of a flag. Of a positional the
// patterns of the names it takes.
std::string Placeholder(const CLI::Option& option);

// A line an option or argument: its names separated by commas (an argument has no dash), what
// stands for its value ("-" of a flag), and what it does, separated by tabs.
std::string CompletionTable(const CLI::App& app);

// Sections SYNOPSIS, DESCRIPTION, OPTIONS and EXAMPLES of a manual page, in the macros of man(7).
std::string ManualSections(const CLI::App& app);

// For a line of roff: backslashes, hyphens, and what would be a request are escaped.
std::string RoffText(std::string_view text);

}  // namespace spk
