#include "model/trainable.h"

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

}  // namespace spk
