#include "training/collapse_watch.h"

namespace spk {
namespace {

bool LooksCollapsed(double density, double used, double wanted, bool settled) {
  if (density < 0.002 || density > 0.998) return true;
  if (wanted == 0) return false;
  return used < wanted / 4 || (settled && used > 2 * wanted);
}

}  // namespace

void CollapseWatch::Add(double density, double used, double wanted, bool settled) {
  steps_ = LooksCollapsed(density, used, wanted, settled) ? steps_ + 1 : 0;
}

}  // namespace spk
