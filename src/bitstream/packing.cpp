#include "spk/packing.h"

#include <algorithm>

#include "bitstream/bit_io.h"
#include "bitstream/compressed_rows.h"

namespace spk {
namespace {

// Order of preference among equal sizes, so that the same matrix always gives the same bytes. It is
// the one under which the paper's crossovers come out.
constexpr std::array kPreference = {Packing::kCoordinate, Packing::kCompressedTime,
                                    Packing::kCompressedUnits, Packing::kDense};

uint64_t PayloadBits(Packing packing, int units, int steps, uint64_t events, int pointer_bits) {
  const auto n = static_cast<uint64_t>(units);
  const auto t = static_cast<uint64_t>(steps);
  const auto unit_bits = static_cast<uint64_t>(CeilLog2(n));
  const auto step_bits = static_cast<uint64_t>(CeilLog2(t));
  const auto width = static_cast<uint64_t>(pointer_bits);
  switch (packing) {
    case Packing::kDense:
      return n * t;
    case Packing::kCoordinate:
      return events * (unit_bits + step_bits);
    case Packing::kCompressedTime:
      return events * step_bits + (n - 1) * width;
    case Packing::kCompressedUnits:
      return events * unit_bits + (t - 1) * width;
    case Packing::kAdaptive:
      break;
  }
  __builtin_unreachable();
}

template <typename Bits>
Packing Smallest(Bits bits) {
  return *std::min_element(kPreference.begin(), kPreference.end(),
                           [&](Packing a, Packing b) { return bits(a) < bits(b); });
}

void PackDense(const EventMatrix& events, BitWriter& writer) {
  for (int step = 0; step < events.steps(); ++step) {
    int left = events.units();
    for (const uint64_t word : events.Row(step)) {
      const int high = std::min(left, 32);
      const int low = std::min(left - high, 32);
      writer.Write(word >> 32 >> (32 - high), high);
      writer.Write((word & 0xFFFFFFFFU) >> (32 - low), low);
      left -= high + low;
    }
  }
}

Result<EventMatrix> UnpackDense(int units, int steps, uint64_t count, BitReader& reader) {
  EventMatrix events(units, steps);
  for (int step = 0; step < steps; ++step) {
    int left = units;
    for (uint64_t& word : events.Row(step)) {
      const int high = std::min(left, 32);
      const int low = std::min(left - high, 32);
      word = static_cast<uint64_t>(reader.Read(high)) << 32 << (32 - high);
      word |= static_cast<uint64_t>(reader.Read(low)) << (32 - low);
      left -= high + low;
    }
  }
  if (events.CountEvents() != count) {
    return Fail(ErrorCode::kCorrupt, "dense payload does not have as many events as it declares");
  }
  return events;
}

void PackCoordinate(const EventMatrix& events, BitWriter& writer) {
  const int unit_bits = CeilLog2(static_cast<uint64_t>(events.units()));
  const int step_bits = CeilLog2(static_cast<uint64_t>(events.steps()));
  const CompressedRows rows = StepsOfUnits(events);
  for (size_t unit = 0; unit < rows.size(); ++unit) {
    for (const uint32_t step : rows.Row(unit)) {
      writer.Write(unit, unit_bits);
      writer.Write(step, step_bits);
    }
  }
}

Result<EventMatrix> UnpackCoordinate(int units, int steps, uint64_t count, BitReader& reader) {
  const int unit_bits = CeilLog2(static_cast<uint64_t>(units));
  const int step_bits = CeilLog2(static_cast<uint64_t>(steps));
  EventMatrix events(units, steps);
  int64_t previous = -1;
  for (uint64_t i = 0; i < count; ++i) {
    const auto unit = static_cast<int>(reader.Read(unit_bits));
    const auto step = static_cast<int>(reader.Read(step_bits));
    if (unit >= units || step >= steps) {
      return Fail(ErrorCode::kCorrupt, "event coordinate is out of range");
    }
    const int64_t key = int64_t{unit} * steps + step;
    if (key <= previous) {
      return Fail(ErrorCode::kCorrupt, "event coordinates are unsorted or repeated");
    }
    previous = key;
    events.Set(unit, step);
  }
  return events;
}

}  // namespace

std::string_view PackingName(Packing packing) {
  constexpr std::array<std::string_view, 5> kNames = {"dense", "coo", "time", "units", "adaptive"};
  return kNames[static_cast<size_t>(packing)];
}

int CeilLog2(uint64_t n) { return n <= 1 ? 0 : static_cast<int>(std::bit_width(n - 1)); }

uint64_t PaperBits(Packing packing, int units, int steps, uint64_t events) {
  return PayloadBits(packing, units, steps, events, CeilLog2(events));
}

uint64_t CodedBits(Packing packing, int units, int steps, uint64_t events) {
  return PayloadBits(packing, units, steps, events, PointerBits(events));
}

Packing SmallestPacking(int units, int steps, uint64_t events) {
  return Smallest([=](Packing packing) { return CodedBits(packing, units, steps, events); });
}

Packing SmallestPaperPacking(int units, int steps, uint64_t events) {
  return Smallest([=](Packing packing) { return PaperBits(packing, units, steps, events); });
}

void Pack(const EventMatrix& events, Packing packing, BitWriter& writer) {
  switch (packing) {
    case Packing::kDense:
      return PackDense(events, writer);
    case Packing::kCoordinate:
      return PackCoordinate(events, writer);
    case Packing::kCompressedTime:
      return WriteRows(StepsOfUnits(events), events.steps(), writer);
    case Packing::kCompressedUnits:
      return WriteRows(UnitsOfSteps(events), events.units(), writer);
    case Packing::kAdaptive:
      break;
  }
  __builtin_unreachable();
}

Result<EventMatrix> Unpack(Packing packing, int units, int steps, uint64_t count,
                           BitReader& reader) {
  assert(units >= 1 && steps >= 1);
  const uint64_t size = static_cast<uint64_t>(units) * static_cast<uint64_t>(steps);
  if (count > size) return Fail(ErrorCode::kCorrupt, "more events than the matrix has cells");
  if (CodedBits(packing, units, steps, count) > reader.bits_left()) {
    return Fail(ErrorCode::kCorrupt, "payload is shorter than its events need");
  }
  switch (packing) {
    case Packing::kDense:
      return UnpackDense(units, steps, count, reader);
    case Packing::kCoordinate:
      return UnpackCoordinate(units, steps, count, reader);
    case Packing::kCompressedTime:
      return ReadRows(units, steps, count, reader).map([&](const CompressedRows& rows) {
        return FromStepsOfUnits(rows, units, steps);
      });
    case Packing::kCompressedUnits:
      return ReadRows(steps, units, count, reader).map([&](const CompressedRows& rows) {
        return FromUnitsOfSteps(rows, units, steps);
      });
    case Packing::kAdaptive:
      break;
  }
  __builtin_unreachable();
}

}  // namespace spk
