#include "cli/neural/eval_table.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <functional>

#include "cli/command.h"
#include "evaluation/figures.h"
#include "metrics/octave_bands.h"
#include "spk/packing.h"

namespace spk {
namespace {

using nlohmann::ordered_json;

struct Column {
  std::string title;
  std::string field;
  size_t width;
  int decimals;
  double scale = 1;
};

const std::vector<Column>& RateColumns() {
  static const std::vector<Column> columns = {{"steps", "steps", 5, 0},
                                              {"kbps", "kbps", 7, 3},
                                              {"paper", "paper_kbps", 7, 3},
                                              {"events/s", "events_per_second", 8, 1},
                                              {"density%", "density", 8, 2, 100}};
  return columns;
}

std::vector<Column> MakeQualityColumns() {
  std::vector<Column> columns;
  for (const Figure& figure : ComparisonFigures()) {
    columns.push_back({figure.narrow, figure.name, figure.width, figure.decimals});
  }
  columns.push_back({"enc x", "encode_speed", 6, 0});
  columns.push_back({"dec x", "decode_speed", 6, 0});
  columns.push_back({"MB", "peak_memory_mb", 5, 0});
  return columns;
}

const std::vector<Column>& QualityColumns() {
  static const std::vector<Column> columns = MakeQualityColumns();
  return columns;
}

constexpr size_t kPackingsWidth = 21;
constexpr size_t kMeterWidth = 6;  // or that of the name
constexpr size_t kOctaveWidth = 10;

std::string Cell(const ordered_json& value, size_t width, int decimals, double scale = 1) {
  if (value.is_null()) return fmt::format(" {:>{}}", "-", width);
  return fmt::format(" {:>{}.{}f}", scale * value.get<double>(), width, decimals);
}

std::string Packings(const ordered_json& record) {
  std::string text;
  for (const Packing packing : kAllPackings) {
    const std::string name(PackingName(packing));
    const ordered_json& share = record.at(name);
    if (share.is_null() || share.get<double>() == 0) continue;
    text += fmt::format("{}{} {:.0f} %", text.empty() ? "" : ", ", name, 100 * share.get<double>());
  }
  return text.empty() ? "-" : text;
}

using OctaveCell = std::function<std::string(const ordered_json& record, size_t band)>;

std::string OctaveTable(const std::vector<ordered_json>& records, const OctaveCell& cell) {
  std::string text = fmt::format("{:>5}", "steps");
  for (const double hertz : kOctaveHertz) {
    text += fmt::format(" {:>{}.0f} Hz", hertz, kOctaveWidth - 3);
  }
  text += "\n";
  for (const ordered_json& record : records) {
    text += Cell(record.at("steps"), 5, 0).substr(1);
    for (size_t band = 0; band < kOctaveHertz.size(); ++band) text += cell(record, band);
    text += "\n";
  }
  return text;
}

}  // namespace

std::string EvalTableHead(const std::vector<std::string>& meters) {
  std::string line;
  for (const Column& column : RateColumns()) {
    line += fmt::format(" {:>{}}", column.title, column.width);
  }
  line += fmt::format("  {:<{}}", "segments", kPackingsWidth);
  for (const Column& column : QualityColumns()) {
    line += fmt::format(" {:>{}}", column.title, column.width);
  }
  for (const std::string& meter : meters) line += fmt::format(" {:>{}}", meter, kMeterWidth);
  return line.substr(1) + "  file\n";
}

std::string EvalTableRow(const ordered_json& record, const std::vector<std::string>& meters) {
  std::string line;
  for (const Column& column : RateColumns()) {
    line += Cell(record.at(column.field), column.width, column.decimals, column.scale);
  }
  line += fmt::format("  {:<{}}", Packings(record), kPackingsWidth);
  for (const Column& column : QualityColumns()) {
    line += Cell(record.at(column.field), column.width, column.decimals, column.scale);
  }
  for (const std::string& meter : meters) {
    line += Cell(record.at(meter), std::max(kMeterWidth, meter.size()), 3);
  }
  return line.substr(1) + "  " + Printable(record.at("file").get<std::string>()) + "\n";
}

std::string OctaveErrorTable(const std::vector<ordered_json>& records) {
  return OctaveTable(records, [](const ordered_json& record, size_t band) {
    return Cell(record.at(OctaveField("error", band, "db")), kOctaveWidth, 1);
  });
}

std::string OctaveLevelTable(const std::vector<ordered_json>& records) {
  return OctaveTable(records, [](const ordered_json& record, size_t band) {
    constexpr size_t kShareWidth = 3;
    return Cell(record.at(OctaveField("level", band, "db")), kOctaveWidth - kShareWidth - 2, 1) +
           Cell(record.at(OctaveField("level", band, "within")), kShareWidth, 0, 100) + "%";
  });
}

std::string SpreadTable(const std::vector<Spread>& spreads) {
  if (spreads.empty()) return "";
  std::string text = fmt::format("{:>5} {:>10} {:>7} {:>7}", "steps", "", "mean", "sd");
  for (const double percent : kSpreadPercents) text += fmt::format(" {:>5.0f} %", percent);
  text += "\n";
  for (const Spread& spread : spreads) {
    text += fmt::format("{:>5} {:>10} {:>7.2f} {:>7.2f}",
                        spread.steps ? std::to_string(*spread.steps) : "-", spread.name,
                        spread.mean, spread.deviation);
    for (const double value : spread.percentiles) text += fmt::format(" {:>7.2f}", value);
    text += "\n";
  }
  return text;
}

}  // namespace spk
