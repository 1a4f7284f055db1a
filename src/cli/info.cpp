#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <iostream>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/input_files.h"
#include "cli/known_tables.h"
#include "cli/options.h"
#include "spk/file_summary.h"
#include "system/json_text.h"

namespace spk {
namespace {

using nlohmann::ordered_json;

ordered_json SegmentJson(const SegmentSummary& segment) {
  return {{"index", segment.index},
          {"channel", segment.channel},
          {"packing", PackingName(segment.packing)},
          {"steps", segment.steps},
          {"mu", segment.mu},
          {"events", segment.events},
          {"density", segment.density},
          {"paper_bits", segment.paper_bits},
          {"sparse_bits", segment.sparse_bits},
          {"coded_bits", segment.coded_bits},
          {"offset", segment.offset},
          {"bytes", segment.bytes}};
}

ordered_json ErrorsJson(const std::vector<Error>& errors) {
  ordered_json json = ordered_json::array();
  for (const Error& error : errors) json.push_back(error.message);
  return json;
}

ordered_json ChannelsJson(const FileSummary& summary) {
  ordered_json json = ordered_json::array();
  for (int channel = 0; channel < summary.header.coded_channels; ++channel) {
    json.push_back(summary.channel_bytes(channel));
  }
  return json;
}

ordered_json SummaryJson(const std::string& file, const FileSummary& summary) {
  const FileHeader& header = summary.header;
  ordered_json json = {{"file", file},
                       {"version", kFormatVersion},
                       {"model", ModelIdText(header.model_id)},
                       {"source_rate", header.source_rate},
                       {"source_channels", header.source_channels},
                       {"coded_channels", header.coded_channels},
                       {"codec_rate", header.codec_rate},
                       {"units", header.units},
                       {"steps_per_segment", header.steps},
                       {"hop", header.hop},
                       {"frames", summary.frames},
                       {"seconds", summary.seconds()},
                       {"bytes", summary.bytes},
                       {"channel_bytes", ChannelsJson(summary)},
                       {"kbps", summary.kbps()},
                       {"events", summary.events()},
                       {"events_per_second", summary.events_per_second()},
                       {"density", summary.density()},
                       {"paper_bits", summary.paper_bits()},
                       {"sparse_bits", summary.sparse_bits()},
                       {"coded_bits", summary.coded_bits()},
                       {"sparse_bytes", summary.sparse_bytes()}};
  for (const Packing packing : kAllPackings) {
    json["packings"][std::string(PackingName(packing))] =
        summary.packings()[static_cast<size_t>(packing)];
  }
  json["tags"] = ordered_json::array();
  for (const Tag& tag : summary.tags) json["tags"].push_back({tag.name, tag.value});
  json["segments"] = ordered_json::array();
  for (const auto& segment : summary.segments) json["segments"].push_back(SegmentJson(segment));
  json["errors"] = ErrorsJson(summary.errors);
  return json;
}

void PrintJson(const ordered_json& json) { std::cout << JsonText(json) << "\n"; }

std::string PackingCounts(const FileSummary& summary) {
  std::string text;
  for (const Packing packing : kAllPackings) {
    const uint64_t count = summary.packings()[static_cast<size_t>(packing)];
    if (count > 0) {
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", PackingName(packing), count);
    }
  }
  return text.empty() ? "none" : text;
}

constexpr auto kRowFormat = "{:>11} {:>10} {:>7} {:>8} {:>8}  {:<28} {:<16}  {}\n";

void PrintTableHead() {
  std::cout << fmt::format(kRowFormat, "duration", "bytes", "kbps", "events/s", "density",
                           "segments", "model", "file");
}

void PrintRow(const std::string& file, const FileSummary& summary) {
  std::cout << fmt::format(kRowFormat, ClockText(summary.seconds()), summary.bytes,
                           fmt::format("{:.3f}", summary.kbps()),
                           fmt::format("{:.1f}", summary.events_per_second()),
                           fmt::format("{:.2f} %", 100 * summary.density()), PackingCounts(summary),
                           ModelIdText(summary.header.model_id), Printable(file));
}

void PrintDetails(const FileSummary& summary) {
  const FileHeader& header = summary.header;
  std::cout << fmt::format("  recording  {} Hz, {} channel{}, {} frames\n", header.source_rate,
                           header.source_channels, header.source_channels == 1 ? "" : "s",
                           summary.frames);
  std::cout << fmt::format("  coded      {} Hz, {} units x {} steps of {} samples a segment\n",
                           header.codec_rate, header.units, header.steps, header.hop);
  for (int channel = 0; channel < header.coded_channels; ++channel) {
    std::cout << fmt::format("  channel {}  {} bytes\n", channel, summary.channel_bytes(channel));
  }
  if (summary.sparse_bytes() != summary.bytes) {
    std::cout << fmt::format("  sparse     {} bytes in the smallest of the four sparse packings\n",
                             summary.sparse_bytes());
  }
  for (const Tag& tag : summary.tags) {
    std::cout << fmt::format("  tag        {}={}\n", tag.name, Printable(tag.value));
  }
  constexpr auto kSegmentFormat =
      "  {:>7} {:>7} {:<8} {:>5} {:>2} {:>6} {:>8} {:>10} {:>11} {:>10}\n";
  std::cout << fmt::format(kSegmentFormat, "segment", "channel", "packing", "steps", "mu", "events",
                           "density", "paper bits", "sparse bits", "coded bits");
  for (const SegmentSummary& segment : summary.segments) {
    std::cout << fmt::format(kSegmentFormat, segment.index, segment.channel,
                             PackingName(segment.packing), segment.steps, segment.mu,
                             segment.events, fmt::format("{:.2f} %", 100 * segment.density),
                             segment.paper_bits, segment.sparse_bits, segment.coded_bits);
  }
  std::cout << fmt::format(kSegmentFormat, "total", "", "", "", "", summary.events(),
                           fmt::format("{:.2f} %", 100 * summary.density()), summary.paper_bits(),
                           summary.sparse_bits(), summary.coded_bits());
}

struct InfoOptions {
  InputOptions inputs;
  bool json = false;
  bool verbose = false;
};

// Prints what can be read of one file; its first error is the result.
Result<void> ShowFile(const std::string& file, const InfoOptions& options, const FindTables& tables,
                      std::istream& in) {
  const auto summary = Summarize(in, tables);
  SPK_TRY(summary);
  if (options.json) {
    PrintJson(SummaryJson(file, *summary));
  } else {
    PrintRow(file, *summary);
    if (options.verbose) PrintDetails(*summary);
  }
  if (!summary->errors.empty()) return tl::make_unexpected(summary->errors.front());
  return {};
}

}  // namespace

int RunInfo(int argc, char** argv) {
  CLI::App app(
      "Shows what .spk files hold: duration, the rate of the file as it is, events, and "
      "the packing of each segment. Needs no model, but to check events that were coded with its "
      "event tables.",
      "spk info");
  app.footer("Examples:\n  spk info *.spk\n  spk info --json -r OUT");
  InfoOptions options;
  options.inputs.patterns = kCodedPattern;
  AddInputOptions(&app, &options.inputs);
  app.add_flag("--json", options.json, "one JSON object a line for each file");
  app.add_flag("-v,--verbose", options.verbose, "list tags and segments as well");
  return ParseAndRun(app, argc, argv, [&] {
    bool first = !options.json;
    const FindTables tables = KnownTables();
    return ForEachInput(options.inputs, CodedFiles(), [&](const std::string& file) {
      if (std::exchange(first, false)) PrintTableHead();
      Result<void> result =
          WithInput(file, [&](std::istream& in) { return ShowFile(file, options, tables, in); });
      if (!result) spdlog::error("{}: {}", file, result.error().message);
      return result;
    });
  });
}

}  // namespace spk
