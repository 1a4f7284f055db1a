#include "evaluation/record.h"

#include <cmath>
#include <limits>
#include <sstream>

#include "evaluation/figures.h"
#include "spk/packing.h"
#include "system/json_text.h"
#include "system/text.h"

namespace spk {
namespace {

using nlohmann::ordered_json;

ordered_json NumberOrNull(double value) {
  return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr);
}

ordered_json Ratio(double value, double by) {
  return NumberOrNull(by > 0 ? value / by : std::numeric_limits<double>::quiet_NaN());
}

void AddRate(const Rate& rate, ordered_json* record) {
  ordered_json& r = *record;
  r["seconds"] = rate.seconds;
  // Of another codec's file there are bytes at the most.
  const auto bytes = static_cast<double>(rate.bytes);
  r["bytes"] = nullptr;
  if (rate.bytes > 0) r["bytes"] = rate.bytes;
  r["kbps"] = Ratio(bytes * 8 / 1000, rate.bytes > 0 ? rate.seconds : 0);
  const auto cells = static_cast<double>(rate.cells);
  const double seconds = rate.cells > 0 ? rate.seconds : 0;
  r["sparse_kbps"] = Ratio(static_cast<double>(rate.sparse_bytes) * 8 / 1000, seconds);
  // Of a model without events there are no cells, but maybe a quantizer's bits.
  r["paper_kbps"] = Ratio(static_cast<double>(rate.paper_bits) / 1000,
                          rate.paper_bits > 0 ? rate.seconds : seconds);
  r["events_per_second"] = Ratio(static_cast<double>(rate.events), seconds);
  r["density"] = Ratio(static_cast<double>(rate.events), cells);
  double segments = 0;
  for (const uint64_t count : rate.packings) segments += static_cast<double>(count);
  for (const Packing packing : kAllPackings) {
    const auto count = static_cast<double>(rate.packings[static_cast<size_t>(packing)]);
    r[std::string(PackingName(packing))] = Ratio(count, segments);
  }
}

void AddComparison(const ComparisonReport& comparison, ordered_json* record) {
  ordered_json& r = *record;
  r["windows"] = comparison.windows.size();
  r["silent_windows"] = comparison.silent_windows;
  for (const Figure& figure : ComparisonFigures())
    r[figure.name] = NumberOrNull(figure.of(comparison));
  const auto errors = OctaveErrors(comparison.windows);
  const OctaveBalance balance = BalanceOf(comparison.windows);
  const auto add_octaves = [&](const char* figure, const char* unit, const OctaveValues& values) {
    for (size_t band = 0; band < values.size(); ++band) {
      r[OctaveField(figure, band, unit)] = NumberOrNull(values[band]);
    }
  };
  add_octaves("error", "db", errors);
  add_octaves("level", "db", balance.mean);
  add_octaves("level", "within", balance.within);
}

std::string Cell(const ordered_json& value) {
  if (value.is_null()) return "";
  return value.is_string() ? CsvCell(value.get<std::string>()) : value.dump();
}

}  // namespace

ordered_json Record(const FileEvaluation& file, const DecodeEvaluation& decode) {
  ordered_json record = {{"file", file.name}, {"steps", nullptr}};
  if (decode.sampling_steps) record["steps"] = *decode.sampling_steps;
  AddRate(file.rate, &record);
  AddComparison(decode.comparison, &record);
  record["encode_speed"] = Ratio(file.rate.seconds, file.elapsed);
  record["decode_speed"] = Ratio(file.rate.seconds, decode.elapsed);
  record["peak_memory_mb"] =
      Ratio(static_cast<double>(file.peak_memory) / 1e6, file.peak_memory > 0);
  for (const MeterFigure& meter : decode.meters) record[meter.name] = NumberOrNull(meter.mean());
  return record;
}

Records RecordAll(std::span<const FileEvaluation> files) {
  Records records;
  const auto add = [](const FileEvaluation& file, std::vector<ordered_json>* to) {
    for (const DecodeEvaluation& decode : file.decodes) to->push_back(Record(file, decode));
  };
  for (const FileEvaluation& file : files) add(file, &records.files);
  add(Total(files), &records.totals);
  return records;
}

std::string CsvText(const Records& records) {
  std::ostringstream text;
  bool titled = false;
  const auto write_line = [&](const ordered_json& row, const auto& cell) {
    const char* separator = "";
    for (const auto& [name, value] : row.items()) {
      text << separator << cell(name, value);
      separator = ",";
    }
    text << "\n";
  };
  for (const auto* rows : {&records.files, &records.totals}) {
    for (const ordered_json& row : *rows) {
      if (!titled) write_line(row, [](const auto& name, const auto&) { return name; });
      titled = true;
      write_line(row, [](const auto&, const auto& value) { return Cell(value); });
    }
  }
  return text.str();
}

std::string JsonText(ordered_json about, const Records& records) {
  about["files"] = records.files;
  about["totals"] = records.totals;
  return JsonText(about, 2) + "\n";
}

}  // namespace spk
