#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <iostream>
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

// "corpus 9.5 dB, real 9.1 dB" of the coarse decode, from the last validation of training.
std::string Figures(const ordered_json& card) {
  std::string text;
  if (!card.contains("validation")) return "no card";
  for (const auto& [name, set] : card["validation"].items()) {
    text += fmt::format("{}{} {:.2f} dB", text.empty() ? "" : ", ", name, set.value("si_snr", 0.0));
  }
  return text;
}

constexpr auto kRowFormat = "{:<12} {:<16} {:>7} {:>5}  {:<40}  {}\n";

void PrintTable(const std::vector<StoredModel>& models) {
  std::cout << fmt::format(kRowFormat, "model", "id", "kbit/s", "steps", "SI-SNR (coarse decode)",
                           "file");
  for (const StoredModel& model : models) {
    const ordered_json card = Card(model);
    std::cout << fmt::format(kRowFormat, Printable(model.name), ModelIdText(model.id),
                             fmt::format("{:.3f}", card.value("kbps", 0.0)),
                             card.value("sampling_steps", 0), Printable(Figures(card)),
                             Printable(model.path));
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
