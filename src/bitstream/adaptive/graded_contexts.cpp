#include "bitstream/adaptive/graded_contexts.h"

#include <algorithm>
#include <bit>

namespace spk {
namespace {

constexpr uint32_t kBands = 24;
constexpr uint32_t kOnsets = 5;
constexpr uint32_t kHarmonics = 25;
constexpr uint32_t kEarlySteps = 3;  // those without a whole past, and the others

// 0, 1, 2, 3, 4-5, 6-7, 8-11, 12-15, 16-23, …: below `classes`.
uint32_t LogClass(int size, uint32_t classes) {
  const auto x = static_cast<uint32_t>(size);
  if (x < 2) return std::min(x, classes - 1);
  const auto width = static_cast<uint32_t>(std::bit_width(x));
  return std::min(2 * width - 2 + (x >> (width - 2) & 1U), classes - 1);
}

uint32_t UpTo(uint32_t most, int size) { return std::min(static_cast<uint32_t>(size), most); }

uint32_t Trit(int q) {
  if (q == 0) return 0;
  return q > 0 ? 1 : 2;
}

// A number of several digits, each with a base of its own, the first the most significant.
class Index {
 public:
  Index& Digit(uint32_t value, uint32_t base) {
    value_ = value_ * base + value;
    size_ *= base;
    return *this;
  }
  Index& Log(int size, uint32_t classes) { return Digit(LogClass(size, classes), classes); }
  Index& Size(int size, uint32_t most) { return Digit(UpTo(most, size), most + 1); }
  Index& Sign(int q) { return Digit(Trit(q), 3); }

  uint32_t value() const { return value_; }
  uint32_t size() const { return size_; }

 private:
  uint32_t value_ = 0;
  uint32_t size_ = 1;
};

template <size_t kCount>
Places<kCount> Place(const std::array<Index, kCount>& indices) {
  Places<kCount> places;
  for (size_t i = 0; i < kCount; ++i) {
    places.at[i] = places.size + indices[i].value();
    places.size += indices[i].size();
  }
  return places;
}

template <size_t kContexts>
MixShape ShapeOf(const GradedChoice<kContexts>& choice) {
  return {.contexts = kContexts,
          .given = 0,
          .sets = choice.sets.size,
          .maps = choice.maps.size,
          .slots = choice.slots.size};
}

}  // namespace

MixShape GradedContexts::Shape(Kind kind, int bins) {
  const GradedContexts contexts(bins, 0);
  switch (kind) {
    case kUsed:
      return ShapeOf(contexts.ChooseUsed());
    case kSign:
      return ShapeOf(contexts.ChooseSign());
    case kLarger:
    case kKinds:
      break;
  }
  return ShapeOf(contexts.ChooseLarger(1));
}

GradedContexts::GradedContexts(int bins, int rate)
    : bins_(static_cast<size_t>(bins + 2 * kSpare)),
      bin_count_(static_cast<uint32_t>(bins)),
      rate_(static_cast<uint32_t>(rate)) {}

int GradedContexts::RateClass(uint64_t count, int steps) {
  return static_cast<int>(LogClass(static_cast<int>(count / static_cast<uint64_t>(steps)), kRates));
}

void GradedContexts::BeginStep() {
  ++step_;
  used_now_ = 0;
  used_last_ = 0;
  for (Bin& bin : bins_) {
    bin.third = bin.before;
    bin.before = bin.last;
    bin.last = bin.now;
    bin.now = 0;
  }
}

void GradedContexts::BeginBin(int bin) {
  bin_ = bin;
  const auto most7 = [](int size) { return std::min(size, 7); };
  local_ = 2 * most7(Now(-1)) + most7(Now(-2)) + most7(Now(-3));
  past_ = 2 * most7(Last(0)) + most7(Last(-1)) + most7(Last(1)) + most7(Before(0));
  around_ = 3 * past_ + 2 * local_ + most7(Last(-2)) + most7(Last(2));
  magnitude_ = 2 * (Last(0) + Now(-1)) + Last(-1) + Last(1) + Before(0);
  onset_ = OnsetClass();
  harmonic_ = HarmonicClass();
}

// More in use than in the last step, or fewer.
uint32_t GradedContexts::OnsetClass() const {
  const int now = used_now_;
  const int last = used_last_;
  if (now > 2 * last + 8) return 4;
  if (now > last + last / 4 + 4) return 3;
  if (last > 2 * now + 8) return 0;
  if (last > now + now / 4 + 4) return 1;
  return 2;
}

// Of the places where lower partials of the same note would be, how many are louder than in the
// last step, and how many are in use.
uint32_t GradedContexts::HarmonicClass() const {
  if (bin_ < 8) return 0;
  uint32_t rising = 0;
  uint32_t used = 0;
  for (const int lower : {bin_ / 3, bin_ / 2, 2 * bin_ / 3, 3 * bin_ / 4}) {
    bool rises = false;
    bool is_used = false;
    for (int offset = lower - 1 - bin_; offset <= lower + 1 - bin_; ++offset) {
      rises = rises || Now(offset) > Last(offset);
      is_used = is_used || Now(offset) > 0;
    }
    rising += rises ? 1 : 0;
    used += is_used ? 1 : 0;
  }
  return rising * 5 + used;
}

GradedChoice<10> GradedContexts::ChooseUsed() const {
  const Bin& own = At(0);
  const auto bin = static_cast<uint32_t>(bin_);
  const int beside = Last(-1) + Last(1);
  const int far = Last(-2) + Last(2) + Before(-1) + Before(1) + Now(-2);
  const int quick = (At(-1).quick + At(1).quick) >> 2;
  std::array<Index, 10> slots;
  slots[0].Size(Last(0), 3).Size(Now(-1), 3).Size(beside, 3).Size(Before(0), 2).Size(Now(-2), 2);
  slots[1].Log(around_, 16).Log(bin_, kBands);
  slots[2].Digit(bin, bin_count_);
  slots[3].Log(own.slow >> 1, 14).Log(quick, 12).Size(Now(-1), 2);
  slots[4].Log(far, 6).Log(Last(0) + Now(-1), 6).Size(Before(0), 2).Size(std::abs(own.third), 1);
  slots[5].Digit(onset_, kOnsets).Log(local_, 10).Log(past_, 12);
  slots[6].Digit(harmonic_, kHarmonics).Log(around_, 10);
  slots[7].Size(Last(-1), 2).Size(Last(0), 2).Size(Last(1), 2).Size(Before(0), 2);
  slots[7].Size(Now(-1), 2).Size(Now(-2), 2).Size(Now(-3), 2);
  slots[8].Log(At(-1).slow >> 2, 7).Log(own.slow >> 2, 7).Log(At(1).slow >> 2, 7);
  slots[8].Size(Last(0), 2);
  slots[9].Digit(rate_, kRates).Log(around_, 16);
  std::array<Index, 3> sets;
  sets[0].Digit(rate_, kRates).Size(std::max(step_, 0), kEarlySteps - 1);
  sets[1].Log(bin_, kBands);
  sets[2].Digit(onset_, kOnsets).Log(around_, 8);
  std::array<Index, 2> maps;
  maps[0].Log(around_, 16);
  maps[1].Size(Last(0), 2).Size(Now(-1), 2);
  return {.slots = Place(slots), .sets = Place(sets), .maps = Place(maps)};
}

// How the sign of a partial goes on depends on where in its bin it lies, which its neighbours' and
// its own signs before tell; from bin to bin the phase turns by half a circle a step.
GradedChoice<5> GradedContexts::ChooseSign() const {
  const auto odd = static_cast<uint32_t>(bin_ % 2);
  const Bin& own = At(0);
  const Bin& left = At(-1);
  std::array<Index, 5> slots;
  slots[0].Digit(odd, 2).Sign(left.now).Sign(At(-2).now).Sign(own.last).Sign(own.before);
  slots[1].Digit(odd, 2).Sign(left.now).Sign(left.last).Sign(own.last).Sign(At(1).last);
  slots[2].Digit(odd, 2).Sign(own.last).Sign(left.before).Sign(own.before).Sign(At(1).before);
  slots[3].Size(Now(-1), 3).Sign(left.now).Sign(At(-2).now).Sign(At(-3).now);
  slots[4].Digit(odd, 2).Sign(left.now).Sign(left.last).Sign(own.last).Sign(left.before);
  slots[4].Sign(own.before);
  std::array<Index, 3> sets;
  sets[0].Digit(rate_, kRates);
  sets[1].Sign(left.now).Sign(own.last);
  sets[2].Log(bin_, kBands);
  std::array<Index, 2> maps;
  maps[0].Log(bin_, kBands);
  maps[1].Sign(left.now).Sign(own.last);
  return {.slots = Place(slots), .sets = Place(sets), .maps = Place(maps)};
}

GradedChoice<6> GradedContexts::ChooseLarger(int rank) const {
  const auto r = static_cast<uint32_t>(rank);
  const auto bin = static_cast<uint32_t>(bin_);
  const Bin& own = At(0);
  std::array<Index, 6> slots;
  slots[0].Digit(r, kRanks).Log(Last(0), 20).Log(Now(-1), 8);
  slots[1].Digit(r, kRanks).Log(magnitude_, 24);
  slots[2].Size(rank - 1, 3).Digit(bin, bin_count_);
  slots[3].Digit(r, kRanks).Log(own.slow >> 3, 16).Log(own.quick >> 4, 8);
  slots[4].Digit(r, kRanks).Digit(onset_, kOnsets).Log(local_, 8);
  slots[5].Digit(r, kRanks).Log(Before(0), 12).Log(Last(-1) + Last(1), 10);
  std::array<Index, 3> sets;
  sets[0].Digit(rate_, kRates);
  sets[1].Digit(r, kRanks);
  sets[2].Digit(onset_, kOnsets).Log(magnitude_, 8);
  std::array<Index, 2> maps;
  maps[0].Digit(r, kRanks);
  maps[1].Log(magnitude_, 24);
  return {.slots = Place(slots), .sets = Place(sets), .maps = Place(maps)};
}

void GradedContexts::EndBin(int q) {
  Bin& own = bins_.begin()[bin_ + kSpare];
  own.now = q;
  const int size = std::abs(q) << 6;
  own.quick += (size - own.quick) >> 2;
  own.slow += (size - own.slow) >> 4;
  const auto lately = [](int sum, bool used) { return sum - (sum >> 5) + (used ? 16 : 0); };
  used_now_ = lately(used_now_, q != 0);
  used_last_ = lately(used_last_, own.last != 0);
}

}  // namespace spk
