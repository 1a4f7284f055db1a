// A page that shows what the codec makes of recordings.
#pragma once

#include <string>
#include <vector>

#include "evaluation/record.h"

namespace spk {

struct ReportExcerpt {
  std::string title;
  std::string flac;  // the bytes of a file
};

struct ReportFile {
  std::string name;
  std::string picture;  // the bytes of a PNG
  std::vector<ReportExcerpt> excerpts;
};

struct Report {
  std::string title;
  std::string summary;  // a sentence or two below the title
  Records records;
  std::string octaves;  // the bytes of an SVG: DrawOctaves
  std::vector<ReportFile> files;
};

// Draws the envelope of the error over frequency, a line a record, as an SVG. Needs gnuplot. Fails
// with kOutput.
Result<void> DrawOctaves(const std::vector<nlohmann::ordered_json>& records,
                         const std::string& path);

// One page of HTML that needs nothing else: pictures and sound are inside, the table sorts by the
// column that is clicked.
std::string ReportHtml(const Report& report);

}  // namespace spk
