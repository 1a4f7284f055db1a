#include "evaluation/evaluation_json.h"

#include <cmath>
#include <limits>

namespace spk {
namespace {

using nlohmann::ordered_json;

// JSON has no word for what is not finite.
ordered_json Number(double value) {
  if (std::isfinite(value)) return value;
  return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

double NumberOf(const ordered_json& json) {
  if (!json.is_string()) return json.get<double>();
  const double infinity = std::numeric_limits<double>::infinity();
  const auto text = json.get<std::string>();
  return text == "inf"    ? infinity
         : text == "-inf" ? -infinity
                          : std::numeric_limits<double>::quiet_NaN();
}

template <typename Values>
ordered_json Numbers(const Values& values) {
  ordered_json json = ordered_json::array();
  for (const auto value : values) json.push_back(Number(value));
  return json;
}

template <typename Values>
void ReadNumbers(const ordered_json& json, Values* values) {
  for (size_t i = 0; i < values->size(); ++i) {
    (*values)[i] = static_cast<typename Values::value_type>(NumberOf(json.at(i)));
  }
}

ordered_json RateJson(const Rate& rate) {
  return {
      {"seconds", rate.seconds},       {"bytes", rate.bytes},   {"sparse_bytes", rate.sparse_bytes},
      {"paper_bits", rate.paper_bits}, {"events", rate.events}, {"cells", rate.cells},
      {"packings", rate.packings}};
}

Rate RateOf(const ordered_json& json) {
  Rate rate;
  json.at("seconds").get_to(rate.seconds);
  json.at("bytes").get_to(rate.bytes);
  json.at("sparse_bytes").get_to(rate.sparse_bytes);
  json.at("paper_bits").get_to(rate.paper_bits);
  json.at("events").get_to(rate.events);
  json.at("cells").get_to(rate.cells);
  json.at("packings").get_to(rate.packings);
  return rate;
}

ordered_json SegmentsJson(std::span<const SegmentCost> segments) {
  ordered_json json = ordered_json::array();
  for (const SegmentCost& s : segments) {
    json.push_back({s.start, s.seconds, s.bits, s.events, s.mu});
  }
  return json;
}

std::vector<SegmentCost> SegmentsOf(const ordered_json& json) {
  std::vector<SegmentCost> segments;
  for (const ordered_json& item : json) {
    segments.push_back({.start = item.at(0).get<double>(),
                        .seconds = item.at(1).get<double>(),
                        .bits = item.at(2).get<uint64_t>(),
                        .events = item.at(3).get<uint64_t>(),
                        .mu = item.at(4).get<int>()});
  }
  return segments;
}

ordered_json DecodeJson(const DecodeEvaluation& decode) {
  ordered_json json = {{"steps", nullptr},
                       {"elapsed", decode.elapsed},
                       {"samples", decode.comparison.samples},
                       {"si_snr", Number(decode.comparison.si_snr)},
                       {"silent_windows", decode.comparison.silent_windows},
                       {"windows", ordered_json::array()},
                       {"meters", ordered_json::array()}};
  if (decode.sampling_steps) json["steps"] = *decode.sampling_steps;
  for (const WindowFigures& window : decode.comparison.windows) {
    json["windows"].push_back({window.start, window.seconds, Number(window.rms),
                               Numbers(window.metrics), Numbers(window.reference),
                               Numbers(window.estimate), Numbers(window.error)});
  }
  for (const MeterFigure& meter : decode.meters) {
    json["meters"].push_back({meter.name, Number(meter.sum), meter.seconds});
  }
  return json;
}

DecodeEvaluation DecodeOf(const ordered_json& json) {
  DecodeEvaluation decode;
  if (!json.at("steps").is_null()) decode.sampling_steps = json.at("steps").get<int64_t>();
  json.at("elapsed").get_to(decode.elapsed);
  json.at("samples").get_to(decode.comparison.samples);
  decode.comparison.si_snr = NumberOf(json.at("si_snr"));
  json.at("silent_windows").get_to(decode.comparison.silent_windows);
  for (const ordered_json& item : json.at("windows")) {
    WindowFigures& window = decode.comparison.windows.emplace_back();
    item.at(0).get_to(window.start);
    item.at(1).get_to(window.seconds);
    window.rms = NumberOf(item.at(2));
    ReadNumbers(item.at(3), &window.metrics);
    ReadNumbers(item.at(4), &window.reference);
    ReadNumbers(item.at(5), &window.estimate);
    ReadNumbers(item.at(6), &window.error);
  }
  for (const ordered_json& item : json.at("meters")) {
    decode.meters.push_back({.name = item.at(0).get<std::string>(),
                             .sum = NumberOf(item.at(1)),
                             .seconds = item.at(2).get<double>()});
  }
  return decode;
}

// Of what is measured here: figures of other metrics are not to be mixed with today's.
ordered_json MetricNames() {
  ordered_json names = ordered_json::array();
  for (const Metric& metric : kMetrics) names.push_back(metric.name);
  return names;
}

}  // namespace

ordered_json ToJson(const FileEvaluation& evaluation) {
  ordered_json json = {
      {"name", evaluation.name},           {"metrics", MetricNames()},
      {"rate", RateJson(evaluation.rate)}, {"segments", SegmentsJson(evaluation.segments)},
      {"elapsed", evaluation.elapsed},     {"peak_memory", evaluation.peak_memory},
      {"decodes", ordered_json::array()}};
  for (const auto& decode : evaluation.decodes) json["decodes"].push_back(DecodeJson(decode));
  return json;
}

std::optional<FileEvaluation> EvaluationOf(const ordered_json& json) {
  try {
    if (json.at("metrics") != MetricNames()) return std::nullopt;
    FileEvaluation evaluation;
    json.at("name").get_to(evaluation.name);
    evaluation.rate = RateOf(json.at("rate"));
    evaluation.segments = SegmentsOf(json.at("segments"));
    json.at("elapsed").get_to(evaluation.elapsed);
    json.at("peak_memory").get_to(evaluation.peak_memory);
    for (const auto& item : json.at("decodes")) evaluation.decodes.push_back(DecodeOf(item));
    return evaluation;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

}  // namespace spk
