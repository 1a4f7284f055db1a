#include "cli/describe.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <sstream>
#include <vector>

namespace spk {
namespace {

// "-o", "--output"; of a positional its name.
std::vector<std::string> Names(const CLI::Option& option) {
  if (option.get_positional()) return {option.get_name(true)};
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  return names;
}

std::string Bold(const std::string& text) { return "\\fB" + RoffText(text) + "\\fR"; }
std::string Italic(const std::string& text) { return "\\fI" + RoffText(text) + "\\fR"; }

std::string Synopsis(const CLI::App& app) {
  std::string text = Bold(app.get_name()) + " [" + Italic("OPTION") + "...]";
  for (const CLI::Option* option : app.get_options()) {
    const bool value = option->get_expected_max() > 0;
    std::string one;
    if (option->get_positional()) {
      if (!option->get_required()) one = "[";
      one += Italic(option->get_name(true));
      if (option->get_expected_max() > 1) one += "...";
      if (!option->get_required()) one += "]";
    } else if (option->get_required()) {
      one = Bold(Names(*option).front()) + (value ? " " + Italic(Placeholder(*option)) : "");
    }
    if (!one.empty()) text += " " + one;
  }
  return text;
}

std::string Item(const CLI::Option& option) {
  std::string names;
  for (const std::string& name : Names(option)) names += (names.empty() ? "" : ", ") + Bold(name);
  if (const std::string value = Placeholder(option); !value.empty()) names += " " + Italic(value);
  std::string text = option.get_description();
  if (!option.get_default_str().empty()) text += " (" + option.get_default_str() + ")";
  return ".TP\n" + names + "\n" + RoffText(text) + "\n";
}

}  // namespace

std::string Placeholder(const CLI::Option& option) {
  if (option.get_expected_max() == 0) return "";
  const std::string type = option.get_type_name();
  if (const size_t set = type.find(":{"); set != std::string::npos) {
    std::string choices = type.substr(set + 2, type.find('}') - set - 2);
    std::ranges::replace(choices, ',', '|');
    return choices;
  }
  if (type.starts_with("INT") || type.starts_with("UINT")) return "N";
  return type.starts_with("FLOAT") ? "SECONDS" : type;
}

std::string CompletionTable(const CLI::App& app) {
  std::string table;
  for (const CLI::Option* option : app.get_options()) {
    std::string names;
    for (const std::string& name : Names(*option)) names += (names.empty() ? "" : ",") + name;
    const std::string value = Placeholder(*option);
    table += names + "\t" + (value.empty() ? "-" : value) + "\t" + option->get_description() + "\n";
  }
  return table;
}

std::string ManualSections(const CLI::App& app) {
  std::string text = ".SH SYNOPSIS\n" + Synopsis(app) + "\n";
  text += ".SH DESCRIPTION\n" + RoffText(app.get_description()) + "\n";
  text += ".SH OPTIONS\n";
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_positional()) text += Item(*option);
  }
  std::istringstream footer(app.get_footer());
  std::string line;
  std::getline(footer, line);  // "Examples:"
  text += ".SH EXAMPLES\n.EX\n";
  while (std::getline(footer, line)) text += RoffText(line) + "\n";
  return text + ".EE\n";
}

std::string RoffText(std::string_view text) {
  std::string escaped = text.starts_with('.') || text.starts_with('\'') ? "\\&" : "";
  for (const char c : text) {
    if (c == '\\') {
      escaped += "\\e";
    } else if (c == '-') {
      escaped += "\\-";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

}  // namespace spk
