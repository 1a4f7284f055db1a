#include "model/trainable.h"

#include "model/trainable_codec.h"

namespace spk {

double Stage::Score(const std::vector<std::pair<std::string, double>>& figures,
                    const std::map<std::string, double>& weights) const {
  double sum = 0;
  for (const auto& [name, value] : figures) {
    if (const auto weight = weights.find(name); weight != weights.end()) {
      sum += weight->second * value;
    }
  }
  return sum;
}

Result<std::shared_ptr<Trainable>> MakeTrainable(const std::string& config_json) {
  const auto config = ParseConfig(config_json);
  SPK_TRY(config);
  return MakeTrainable(CodecModel(*config));
}

}  // namespace spk
