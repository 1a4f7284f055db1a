// Figures by name: what a table, a CSV file and a JSON file show alike.
#pragma once

#include <nlohmann/json.hpp>

#include "evaluation/evaluate.h"

namespace spk {

// The figures of one decode, flat; null is what does not exist (no windows, not measured).
//   file, steps, seconds
//   bytes, kbps         of the whole .spk file; sparse_kbps: with each segment in the smallest of
//                       the four sparse packings; paper_kbps: the paper's formulas, payloads alone,
//                       and of a model without events what its quantizer would take
//   events_per_second, density
//   dense, coo, time, units, adaptive: shares of the packings, 0..1
//   windows, silent_windows
//   si_snr              of the whole; si_snr_mean, _median, _p5: over windows; dB
//   stft, mel …         the other metrics of kMetrics: means over windows
//   error_62_db … error_8000_db: energy of the error over that of the reference, by octave
//   level_62_db …       energy of the decode over that of the original by octave, mean over windows
//   level_62_within …   share of the windows in which it is within 4 dB, 0..1
//   encode_speed, decode_speed: × real time
//   peak_memory_mb
//   and the figure of each meter under its name
nlohmann::ordered_json Record(const FileEvaluation& file, const DecodeEvaluation& decode);

// The records of the files of one batch, in order, and those of the whole under the name "total".
struct Records {
  std::vector<nlohmann::ordered_json> files;
  std::vector<nlohmann::ordered_json> totals;
};
Records RecordAll(std::span<const FileEvaluation> files);

// A line of names, then one a record, the totals last; what is null is empty.
std::string CsvText(const Records& records);

// {"files": [record…], "totals": [record…]}, after the fields of `about`.
std::string JsonText(nlohmann::ordered_json about, const Records& records);

}  // namespace spk
