#include "training/card.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace spk {
namespace {

// Four digits: what validation windows are worth.
double Rounded(double value) { return std::round(value * 1000) / 1000; }

}  // namespace

std::string CardJson(const TrainConfig& config, int64_t step,
                     const std::vector<ValidationReport>& reports) {
  nlohmann::ordered_json card = {{"objective", config.objective},
                                 {"steps", step},
                                 {"licence", config.licence},
                                 {"sampling_steps", 0}};
  double kbps = 0;
  for (const ValidationReport& report : reports) {
    auto& set = card["validation"][report.name];
    set = {{"si_snr", Rounded(report.si_snr)},
           {"worst_si_snr", Rounded(report.worst_si_snr)},
           {"log_mel", Rounded(report.mel)},
           {"log_mel_under_2_khz", Rounded(report.mel_low)},
           {"log_mel_over_2_khz", Rounded(report.mel_high)},
           {"refinement", report.refinement}};
    if (report.sampled.steps > 0) {
      set["sampled"] = {{"si_snr", Rounded(report.sampled.si_snr)},
                        {"log_mel", Rounded(report.sampled.mel)},
                        {"log_mel_over_2_khz", Rounded(report.sampled.mel_high)}};
      card["sampling_steps"] = report.sampled.steps;
    }
    if (report.events) {
      set["density"] = Rounded(report.events->density);
      set["kbps"] = Rounded(report.events->packed_kbps);
      kbps += report.events->packed_kbps / static_cast<double>(reports.size());
    }
  }
  card["kbps"] = Rounded(kbps);
  return card.dump();
}

}  // namespace spk
