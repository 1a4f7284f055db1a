#include "tables/learn_tables.h"

#include "bitstream/adaptive/flat_coder.h"
#include "bitstream/adaptive/flat_contexts.h"
#include "bitstream/adaptive/graded_coder.h"
#include "tables/learn_start.h"

namespace spk {
namespace {

double FlatBits(const EventTables& tables, const EventMatrix& events) {
  MixedBit mix(FlatContexts::Shape(tables.shape.units), StartState(tables.mix));
  return CostOfFlat(tables, events, mix);
}

double GradedBits(const GradedTables& tables, const EventMatrix& events) {
  GradedMix mix = StartMix(tables);
  return CostOfGraded(GradedMatrix::Of(events).value(), mix);
}

}  // namespace

std::vector<uint8_t> LearnTables(const std::vector<EventMatrix>& segments,
                                 const LearnOptions& options, const LearnProgress& progress) {
  EditableTables tables(
      {.units = segments.front().units(), .lags = options.lags, .hidden = options.hidden});
  LearnNetwork(segments, options, progress, tables);
  const MixToLearn mix = {FlatContexts::Shape(tables.shape.units), tables.mix};
  LearnStartValues(segments.size(), {&mix, 1}, [&](size_t segment, std::span<MixedBit> mixes) {
    CostOfFlat(*EventTables::Open(tables.bytes), segments[segment], mixes.front());
  });
  return std::move(tables.bytes);
}

std::vector<uint8_t> LearnGradedTables(const std::vector<GradedMatrix>& segments) {
  EditableGradedTables tables(segments.front().bins());
  std::vector<MixToLearn> kinds;
  for (const auto kind : {GradedContexts::kUsed, GradedContexts::kSign, GradedContexts::kLarger}) {
    kinds.push_back({GradedContexts::Shape(kind, tables.bins), tables.kinds[kind]});
  }
  LearnStartValues(segments.size(), kinds, [&](size_t segment, std::span<MixedBit> mixes) {
    CostOfGraded(segments[segment], mixes);
  });
  return std::move(tables.bytes);
}

double IdealBits(std::span<const uint8_t> tables, const std::vector<EventMatrix>& segments) {
  double bits = 0;
  for (const EventMatrix& events : segments) {
    bits += GradedTables::IsOf(tables) ? GradedBits(*GradedTables::Open(tables), events)
                                       : FlatBits(*EventTables::Open(tables), events);
  }
  return bits;
}

}  // namespace spk
