#include "evaluation/report.h"

#include <cstdint>
#include <iomanip>
#include <sstream>

#include "evaluation/gnuplot.h"
#include "evaluation/octave_bands.h"
#include "system/temporary.h"
#include "system/text.h"

namespace spk {
namespace {

using nlohmann::ordered_json;

struct Column {
  const char* field;
  const char* title;
  const char* help;
  int decimals;
  double scale = 1;
};

constexpr std::array kColumns = {
    Column{"steps", "steps", "evaluations of the diffusion decoder", 0},
    Column{"seconds", "seconds", "length of the recording", 1},
    Column{"kbps", "kbit/s", "of the whole .spk file", 3},
    Column{"paper_kbps", "paper", "kbit/s by the paper's formulas, payloads alone", 3},
    Column{"events_per_second", "events/s", "", 0},
    Column{"density", "density, %", "events per cell of the matrix", 2, 100},
    Column{"si_snr", "SI-SNR", "of the whole recording, dB; higher is better", 2},
    Column{"si_snr_mean", "mean", "of SI-SNR over windows of 6 s, dB", 2},
    Column{"si_snr_median", "median", "of SI-SNR over windows of 6 s, dB", 2},
    Column{"si_snr_p5", "5 %", "the worst window in twenty, SI-SNR in dB", 2},
    Column{"stft", "STFT", "multi-resolution STFT distance; lower is better", 3},
    Column{"mel", "log-mel", "distance in dB; lower is better", 2},
    Column{"mel_under_2khz", "< 2 kHz", "log-mel distance under 2 kHz, dB", 2},
    Column{"mel_over_2khz", "> 2 kHz", "log-mel distance over 2 kHz, dB", 2},
    Column{"encode_speed", "encode ×", "times real time", 0},
    Column{"decode_speed", "decode ×", "times real time", 0}};

constexpr const char* kHead = R"(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
:root { color-scheme: light dark; }
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 84rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 2.5rem 0 .6rem; overflow-wrap: anywhere; }
.table { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px; }
th, td { padding: .3rem .55rem; text-align: right; border-bottom: 1px solid #8884; }
th:first-child, td:first-child { text-align: left; }
th button { all: unset; cursor: pointer; font-weight: 600; }
th button:hover, th button:focus-visible { text-decoration: underline; }
th[aria-sort=ascending] button::after { content: " ▲"; }
th[aria-sort=descending] button::after { content: " ▼"; }
tfoot td { font-weight: 600; }
img { max-width: 100%; height: auto; background: white; border-radius: 4px; }
.players { display: flex; flex-wrap: wrap; gap: 1rem; margin-bottom: .8rem; }
.players label { display: grid; gap: .2rem; }
</style>
)";

constexpr const char* kScript = R"(<script>
"use strict";
const table = document.querySelector("table");
const heads = [...table.tHead.rows[0].cells];
function sortBy(column) {
  const ascending = heads[column].ariaSort !== "ascending";
  heads.forEach((head) => head.removeAttribute("aria-sort"));
  heads[column].ariaSort = ascending ? "ascending" : "descending";
  const key = (row) => row.cells[column].dataset.value;
  const compare = column === 0
    ? (a, b) => key(a).localeCompare(key(b))
    : (a, b) => (key(a) === "" ? -Infinity : +key(a)) - (key(b) === "" ? -Infinity : +key(b));
  const rows = [...table.tBodies[0].rows].sort((a, b) => (ascending ? 1 : -1) * compare(a, b));
  table.tBodies[0].append(...rows);
}
heads.forEach((head, column) => head.addEventListener("click", () => sortBy(column)));
// One player at a time: to compare is to switch.
const players = [...document.querySelectorAll("audio")];
players.forEach((player) => player.addEventListener("play", () =>
  players.forEach((other) => { if (other !== player) other.pause(); })));
</script>
)";

std::string Base64(const std::string& bytes) {
  constexpr const char* kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t group = 0;
    for (size_t j = i; j < i + 3; ++j) {
      group = group << 8 | (j < bytes.size() ? static_cast<uint8_t>(bytes[j]) : 0);
    }
    for (size_t j = 0; j < 4; ++j) {
      text += i + j <= bytes.size() ? kDigits[group >> (18 - 6 * j) & 63] : '=';
    }
  }
  return text;
}

std::string DataUri(const char* type, const std::string& bytes) {
  return std::string("data:") + type + ";base64," + Base64(bytes);
}

void WriteRow(const ordered_json& record, std::ostream& out) {
  const std::string name = HtmlText(record.at("file").get<std::string>());
  out << "<tr><td data-value=\"" << name << "\">" << name << "</td>";
  for (const Column& column : kColumns) {
    const ordered_json& value = record.at(column.field);
    if (value.is_null()) {
      out << "<td data-value=\"\">–</td>";
      continue;
    }
    const double number = value.get<double>();
    out << "<td data-value=\"" << std::defaultfloat << std::setprecision(12) << number << "\">"
        << std::fixed << std::setprecision(column.decimals) << column.scale * number << "</td>";
  }
  out << "</tr>\n";
}

void WriteTable(const Records& records, std::ostream& out) {
  out << "<div class=\"table\"><table>\n<thead><tr><th><button>file</button></th>";
  for (const Column& column : kColumns) {
    out << "<th title=\"" << HtmlText(column.help) << "\"><button>" << HtmlText(column.title)
        << "</button></th>";
  }
  out << "</tr></thead>\n<tbody>\n";
  for (const ordered_json& record : records.files) WriteRow(record, out);
  out << "</tbody>\n<tfoot>\n";
  for (const ordered_json& record : records.totals) WriteRow(record, out);
  out << "</tfoot></table></div>\n";
}

void WriteFile(const ReportFile& file, std::ostream& out) {
  out << "<section><h2>" << HtmlText(file.name) << "</h2>\n<div class=\"players\">\n";
  for (const ReportExcerpt& excerpt : file.excerpts) {
    out << "<label>" << HtmlText(excerpt.title) << "<audio controls preload=\"metadata\" src=\""
        << DataUri("audio/flac", excerpt.flac) << "\"></audio></label>\n";
  }
  out << "</div>\n<img alt=\"waveforms, spectrograms and events of the excerpts\" src=\""
      << DataUri("image/png", file.picture) << "\"></section>\n";
}

}  // namespace

Result<void> DrawOctaves(const std::vector<ordered_json>& records, const std::string& path) {
  std::ostringstream script;
  std::ostringstream plots;
  for (size_t i = 0; i < records.size(); ++i) {
    script << "$data" << i << " << END\n";
    for (const double hertz : kOctaveHertz) {
      const auto value = records[i].at("error_" + std::to_string(static_cast<int>(hertz)) + "_db");
      if (!value.is_null()) script << hertz << " " << value.get<double>() << "\n";
    }
    script << "END\n";
    plots << (i == 0 ? "" : ", ") << "$data" << i << " with linespoints pt 7 lw 2 title '"
          << records[i].at("steps") << " steps'";
  }
  const ScratchFolder scratch;
  if (!scratch.status()) return scratch.status();
  script
      << "set terminal svg size 800,360 font 'sans,12' background 'white'\nset output 'picture'\n"
      << "set logscale x 2\nset xrange [50:10000]\n"
      << "set xtics ('62' 62.5, '125' 125, '250' 250, '500' 500, '1k' 1000, '2k' 2000, "
         "'4k' 4000, '8k' 8000)\n"
      << "set xlabel 'octave around, Hz'\nset ylabel 'error over original, dB'\n"
      << "set grid\nset key outside\nplot 0 lc rgb 'gray' notitle" << (records.empty() ? "" : ", ")
      << plots.str() << "\n";
  return DrawPicture(script.str(), scratch.path(), path);
}

std::string ReportHtml(const Report& report) {
  std::ostringstream out;
  const std::string title = HtmlText(report.title);
  out << kHead << "<title>" << title << "</title></head>\n<body>\n<h1>" << title << "</h1>\n<p>"
      << HtmlText(report.summary) << "</p>\n";
  WriteTable(report.records, out);
  out << "<h2>Energy of the error over that of the original</h2>\n"
      << "<img alt=\"error over frequency\" src=\"" << DataUri("image/svg+xml", report.octaves)
      << "\">\n";
  for (const ReportFile& file : report.files) WriteFile(file, out);
  out << kScript << "</body></html>\n";
  return out.str();
}

}  // namespace spk
