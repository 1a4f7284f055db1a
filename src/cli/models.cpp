#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/options.h"
#include "model/model_store.h"
#include "system/json_text.h"

namespace spk {
namespace {

using nlohmann::ordered_json;

ordered_json Card(const StoredModel& model) {
  ordered_json card = ordered_json::parse(model.card_json, nullptr, /*allow_exceptions=*/false);
  return card.is_object() ? card : ordered_json::object();
}

// The least and the most.
struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -low;

  void Add(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

std::string Decibels(const Range& range) {
  const auto low = fmt::format("{:.1f}", range.low);
  const auto high = fmt::format("{:.1f}", range.high);
  return low == high ? low + " dB" : low + " to " + high + " dB";
}

// "corpus 9.5 dB, real 5.5 to 10.6 dB" of the coarse decode, from the last validation of training,
// which calls a set "real mu 20" where it was coded by a prompt.
std::string Figures(const ordered_json& card) {
  if (!card.contains("validation")) return "no card";
  std::map<std::string, Range> sets;
  for (const auto& [name, figures] : card["validation"].items()) {
    sets[name.substr(0, name.rfind(" mu "))].Add(figures.value("si_snr", 0.0));
  }
  std::string text;
  for (const auto& [set, range] : sets) {
    text += (text.empty() ? "" : ", ") + set + " " + Decibels(range);
  }
  return text;
}

using Row = std::array<std::string, 6>;

// "-" where validation did not pack: the rate is what a prompt makes it.
std::string Rate(const ordered_json& card) {
  const double kbps = card.value("kbps", 0.0);
  return kbps > 0 ? fmt::format("{:.3f}", kbps) : "-";
}

Row RowOf(const StoredModel& model) {
  const ordered_json card = Card(model);
  return {Printable(model.name),
          ModelIdText(model.id),
          Rate(card),
          std::to_string(card.value("sampling_steps", 0)),
          Printable(Figures(card)),
          Printable(model.path)};
}

void PrintTable(const std::vector<StoredModel>& models) {
  std::vector<Row> rows = {{"model", "id", "kbit/s", "steps", "SI-SNR (coarse decode)", "file"}};
  for (const StoredModel& model : models) rows.push_back(RowOf(model));
  std::array<size_t, std::tuple_size_v<Row>> widths{};
  for (const Row& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  for (const Row& row : rows) {
    std::cout << fmt::format("{:<{}}  {:<{}}  {:>{}}  {:>{}}  {:<{}}  {}\n", row[0], widths[0],
                             row[1], widths[1], row[2], widths[2], row[3], widths[3], row[4],
                             widths[4], row[5]);
  }
}

void PrintJson(const std::vector<StoredModel>& models) {
  for (const StoredModel& model : models) {
    const ordered_json json = {{"name", model.name},
                               {"id", ModelIdText(model.id)},
                               {"file", model.path},
                               {"card", Card(model)}};
    std::cout << JsonText(json) << "\n";
  }
}

}  // namespace

int RunModels(int argc, char** argv) {
  CLI::App app(
      "Lists the models that encode and decode find: their ids, as .spk files name them, the rate, "
      "the decoder's default steps, and what the last validation of training measured.",
      "spk models");
  app.footer("Examples:\n  spk models\n  spk models --json");
  bool json = false;
  app.add_flag("--json", json, "one JSON object a line for each model");
  return ParseAndRun(app, argc, argv, [&] {
    std::vector<Error> broken;
    const auto models = ListModels(&broken);
    for (const Error& error : broken) spdlog::warn("{}", error.message);
    if (models.empty()) {
      std::string folders;
      for (const std::string& folder : ModelFolders()) folders += " " + folder;
      spdlog::error("no model in{}", folders);
      return static_cast<int>(ErrorCode::kModel);
    }
    json ? PrintJson(models) : PrintTable(models);
    return FinishOutput(0);
  });
}

}  // namespace spk
