#include "audio/resampler.h"

#include <soxr.h>

#include <cassert>

namespace spk {

void Resampler::Delete::operator()(soxr* resampler) const { soxr_delete(resampler); }

Resampler::Resampler(double input_rate, double output_rate, int channels)
    : ratio_(output_rate / input_rate), channels_(static_cast<size_t>(channels)) {
  if (input_rate == output_rate) return;
  const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_VHQ, 0);
  soxr_error_t error = nullptr;
  soxr_.reset(soxr_create(input_rate, output_rate, static_cast<unsigned>(channels), &error, nullptr,
                          &quality, nullptr));
  assert(error == nullptr);
}

void Resampler::Process(std::span<const float> input, std::vector<float>* output) {
  if (!soxr_) {
    output->insert(output->end(), input.begin(), input.end());
    return;
  }
  // The output of one call is bounded by what its input is worth plus what the filter holds; the
  // loop covers the latter.
  const size_t frames = input.size() / channels_;
  size_t consumed = 0;
  while (consumed < frames) {
    const size_t before = output->size();
    const auto room = static_cast<size_t>(static_cast<double>(frames - consumed) * ratio_) + 64;
    output->resize(before + room * channels_);
    size_t used = 0;
    size_t produced = 0;
    soxr_process(soxr_.get(), input.data() + consumed * channels_, frames - consumed, &used,
                 output->data() + before, room, &produced);
    output->resize(before + produced * channels_);
    consumed += used;
  }
}

void Resampler::Finish(std::vector<float>* output) {
  if (!soxr_) return;
  constexpr size_t kRoom = 4096;
  size_t produced = kRoom;
  while (produced == kRoom) {
    const size_t before = output->size();
    output->resize(before + kRoom * channels_);
    soxr_process(soxr_.get(), nullptr, 0, nullptr, output->data() + before, kRoom, &produced);
    output->resize(before + produced * channels_);
  }
}

}  // namespace spk
