#include "bitstream/adaptive/flat_network.h"

#include <bit>

#include "bitstream/adaptive/kernels.h"
#include "bitstream/adaptive/logistic.h"
#include "bitstream/little_endian.h"

namespace spk {
namespace {

// Weights and neurons are in 1/64, logits in 1/256.
constexpr int kProductShift = 4;  // of a weight and a neuron, 1/4096
constexpr int kSumShift = 2;

}  // namespace

FlatNetwork::FlatNetwork(const EventTables& tables, int density)
    : tables_(&tables), always_(static_cast<size_t>(tables.shape.width())) {
  for (size_t i = 0; i < always_.size(); ++i) {
    always_[i] = LoadLittleEndian<int16_t>(tables.bias.subspan(2 * i));
  }
  Add(always_, tables.shape.DensityRow(density));
}

void FlatNetwork::Add(std::span<int32_t> sums, int row) const { AddRow(sums, tables_->Row(row)); }

void FlatNetwork::BeginStep(const EventMatrix& events, int step) {
  const TableShape& shape = tables_->shape;
  sums_ = always_;
  for (int lag = 1; lag <= shape.lags; ++lag) {
    if (lag > step) {
      Add(sums_, shape.MissingRow(lag));
      continue;
    }
    events.ForEachEventOf(step - lag, [&](int unit) { Add(sums_, shape.LagRow(lag, unit)); });
  }
}

int FlatNetwork::Logit(int unit) const {
  const auto hidden = static_cast<size_t>(tables_->shape.hidden);
  const int32_t through = ActiveDot(std::span(sums_).first(hidden), tables_->Output(unit));
  const int32_t straight = sums_[hidden + static_cast<size_t>(unit)];
  return ClampLogit((int64_t{through} >> kProductShift) + int64_t{straight} * (1 << kSumShift));
}

}  // namespace spk
