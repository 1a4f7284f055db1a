#include "codec/encode_at_bitrate.h"

#include <streambuf>

#include "codec/rate/bit_reservoir.h"
#include "codec/rate/planned_rate.h"
#include "codec/rate/rate_survey.h"

namespace spk {
namespace {

constexpr double kShareOfSurvey = 0.7;  // of the time

// Takes everything and keeps nothing.
class Nowhere final : public std::streambuf {
 protected:
  int_type overflow(int_type c) override { return traits_type::not_eof(c); }
  std::streamsize xsputn(const char_type* /*bytes*/, std::streamsize count) override {
    return count;
  }
};

double BytesASecond(const EncodeOptions& options) { return *options.bitrate * 1000 / 8; }

// About: header and end, and the tags with their chunks.
double BytesBeside(const EncodeOptions& options) {
  size_t bytes = 64;
  for (const Tag& tag : options.tags) bytes += tag.name.size() + tag.value.size() + 9;
  return static_cast<double>(bytes);
}

Result<EncodeReport> EncodeInOnePass(const Model& model, const PackingFamily& packings,
                                     AudioSource& source, std::ostream& out,
                                     const EncodeOptions& options) {
  const double seconds = 1 / model.facts().geometry.steps_per_second();
  BitReservoir reservoir(SettingsOf(options), model.facts(),
                         {.bytes_a_step = BytesASecond(options) * seconds,
                          .bytes_beside = BytesBeside(options),
                          .seconds_a_step = seconds,
                          .channels = options.mono ? 1 : source.channels()});
  return EncodeRecording(model, packings, reservoir, source, out, options);
}

}  // namespace

Result<EncodeReport> EncodeAtBitrate(const Model& model, const PackingFamily& packings,
                                     AudioSource& source, std::ostream& out,
                                     const EncodeOptions& options) {
  const auto twice = source.Rewind();
  SPK_TRY(twice);
  if (!*twice) return EncodeInOnePass(model, packings, source, out, options);

  EncodeOptions pass = options;
  double done = 0;
  double share = kShareOfSurvey;
  pass.progress = [&](double seconds) {
    return !options.progress || options.progress(done + share * seconds);
  };
  RateSurvey survey(SettingsOf(options), model.facts());
  Nowhere nowhere;
  std::ostream lost(&nowhere);
  const auto first = EncodeRecording(model, packings, survey, source, lost, pass);
  SPK_TRY(first);
  const double beside = static_cast<double>(first->bytes) - survey.kept_bytes();
  PlannedRate plan(SettingsOf(options), model.facts(), survey.curves(),
                   BytesASecond(options) * first->seconds - beside);

  done = share * first->seconds;
  share = 1 - share;
  const auto again = source.Rewind();
  SPK_TRY(again);
  return EncodeRecording(model, packings, plan, source, out, pass);
}

}  // namespace spk
