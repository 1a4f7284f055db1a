#include "evaluation/report.h"

#include <iomanip>
#include <sstream>

#include "evaluation/figures.h"
#include "evaluation/page.h"
#include "metrics/octave_bands.h"
#include "system/base64.h"
#include "system/gnuplot.h"
#include "system/temporary.h"
#include "system/text.h"

namespace spk {
namespace {

using nlohmann::ordered_json;

struct Column {
  std::string field;
  std::string title;
  std::string help;
  int decimals;
  double scale = 1;
};

std::vector<Column> MakeColumns() {
  std::vector<Column> columns = {
      {"steps", "steps", "evaluations of the diffusion decoder", 0},
      {"seconds", "seconds", "length of the recording", 1},
      {"kbps", "kbit/s", "of the whole .spk file", 3},
      {"paper_kbps", "paper", "kbit/s by the paper's formulas, payloads alone", 3},
      {"events_per_second", "events/s", "", 0},
      {"density", "density, %", "events per cell of the matrix", 2, 100}};
  for (const Figure& figure : ComparisonFigures()) {
    columns.push_back({figure.name, figure.title, figure.help, figure.decimals});
  }
  columns.push_back({"encode_speed", "encode ×", "times real time", 0});
  columns.push_back({"decode_speed", "decode ×", "times real time", 0});
  return columns;
}

const std::vector<Column>& Columns() {
  static const std::vector<Column> columns = MakeColumns();
  return columns;
}

std::string DataUri(const char* type, const std::string& bytes) {
  return std::string("data:") + type + ";base64," + Base64(bytes);
}

void WriteRow(const ordered_json& record, std::ostream& out) {
  const std::string name = HtmlText(record.at("file").get<std::string>());
  out << "<tr><td data-value=\"" << name << "\">" << name << "</td>";
  for (const Column& column : Columns()) {
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
  for (const Column& column : Columns()) {
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
    for (size_t band = 0; band < kOctaveHertz.size(); ++band) {
      const auto value = records[i].at(OctaveField("error", band, "db"));
      if (!value.is_null()) script << kOctaveHertz[band] << " " << value.get<double>() << "\n";
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
  out << kPageHead << "<title>" << title << "</title></head>\n<body>\n<h1>" << title << "</h1>\n<p>"
      << HtmlText(report.summary) << "</p>\n";
  WriteTable(report.records, out);
  out << "<h2>Energy of the error over that of the original</h2>\n"
      << "<img alt=\"error over frequency\" src=\"" << DataUri("image/svg+xml", report.octaves)
      << "\">\n";
  for (const ReportFile& file : report.files) WriteFile(file, out);
  out << kPageScript << "</body></html>\n";
  return out.str();
}

}  // namespace spk
