#include "bitstream/compressed_rows.h"

#include <numeric>

#include "spk/packing.h"

namespace spk {

CompressedRows StepsOfUnits(const EventMatrix& events) {
  CompressedRows rows;
  rows.pointers.assign(static_cast<size_t>(events.units()) + 1, 0);
  events.ForEachEvent([&](int unit, int) { ++rows.pointers[static_cast<size_t>(unit) + 1]; });
  std::partial_sum(rows.pointers.begin(), rows.pointers.end(), rows.pointers.begin());

  // Counting sort: events arrive step by step, so each unit's steps are placed in ascending order.
  rows.indices.resize(rows.pointers.back());
  std::vector<uint32_t> next(rows.pointers.begin(), rows.pointers.end() - 1);
  events.ForEachEvent([&](int unit, int step) {
    rows.indices[next[static_cast<size_t>(unit)]++] = static_cast<uint32_t>(step);
  });
  return rows;
}

CompressedRows UnitsOfSteps(const EventMatrix& events) {
  CompressedRows rows;
  rows.pointers.assign(static_cast<size_t>(events.steps()) + 1, 0);
  rows.indices.reserve(events.CountEvents());
  events.ForEachEvent([&](int unit, int step) {
    rows.indices.push_back(static_cast<uint32_t>(unit));
    ++rows.pointers[static_cast<size_t>(step) + 1];
  });
  std::partial_sum(rows.pointers.begin(), rows.pointers.end(), rows.pointers.begin());
  return rows;
}

EventMatrix FromStepsOfUnits(const CompressedRows& rows, int units, int steps) {
  EventMatrix events(units, steps);
  for (int unit = 0; unit < units; ++unit) {
    for (const uint32_t step : rows.Row(static_cast<size_t>(unit))) {
      events.Set(unit, static_cast<int>(step));
    }
  }
  return events;
}

EventMatrix FromUnitsOfSteps(const CompressedRows& rows, int units, int steps) {
  EventMatrix events(units, steps);
  for (int step = 0; step < steps; ++step) {
    for (const uint32_t unit : rows.Row(static_cast<size_t>(step))) {
      events.Set(static_cast<int>(unit), step);
    }
  }
  return events;
}

void WriteRows(const CompressedRows& rows, int index_limit, BitWriter& writer) {
  const int pointer_bits = PointerBits(rows.indices.size());
  const int index_bits = CeilLog2(static_cast<uint64_t>(index_limit));
  for (size_t row = 1; row < rows.size(); ++row) writer.Write(rows.pointers[row], pointer_bits);
  for (const uint32_t index : rows.indices) writer.Write(index, index_bits);
}

Result<CompressedRows> ReadRows(int row_count, int index_limit, uint64_t count, BitReader& reader) {
  const int pointer_bits = PointerBits(count);
  const int index_bits = CeilLog2(static_cast<uint64_t>(index_limit));
  CompressedRows rows;
  rows.pointers.reserve(static_cast<size_t>(row_count) + 1);
  rows.pointers.push_back(0);
  for (int row = 1; row < row_count; ++row) {
    const uint32_t pointer = reader.Read(pointer_bits);
    if (pointer > count) return Fail(ErrorCode::kCorrupt, "row pointer exceeds the event count");
    if (pointer < rows.pointers.back()) return Fail(ErrorCode::kCorrupt, "row pointers fall");
    rows.pointers.push_back(pointer);
  }
  rows.pointers.push_back(static_cast<uint32_t>(count));

  rows.indices.resize(count);
  for (uint32_t& index : rows.indices) {
    index = reader.Read(index_bits);
    if (index >= static_cast<uint32_t>(index_limit)) {
      return Fail(ErrorCode::kCorrupt, "event index is out of range");
    }
  }
  for (size_t row = 0; row < rows.size(); ++row) {
    const auto indices = rows.Row(row);
    for (size_t i = 1; i < indices.size(); ++i) {
      if (indices[i] <= indices[i - 1]) {
        return Fail(ErrorCode::kCorrupt, "event indices are unsorted or repeated");
      }
    }
  }
  return rows;
}

}  // namespace spk
