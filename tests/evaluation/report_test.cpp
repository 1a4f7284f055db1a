#include "evaluation/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace spk {
namespace {

using testing::HasSubstr;
using testing::Not;

// One file with one decode, of a name that HTML must not take for its own.
Report OddReport() {
  FileEvaluation file;
  file.name = "<b>\"1\" & 2.wav";
  file.rate.seconds = 10;
  file.decodes.emplace_back().sampling_steps = 0;
  Report report;
  report.title = "<title>";
  report.records = RecordAll(std::vector{file});
  report.octaves = "f";
  report.files = {{.name = file.name, .picture = "fo", .excerpts = {{"original", "foo\xFF"}}}};
  return report;
}

TEST(ReportTest, NamesAreText) {
  const std::string html = ReportHtml(OddReport());
  EXPECT_THAT(html, Not(HasSubstr("<b>")));
  EXPECT_THAT(html, HasSubstr("<h2>&lt;b&gt;&quot;1&quot; &amp; 2.wav</h2>"));
  EXPECT_THAT(html, HasSubstr("<title>&lt;title&gt;</title>"));
}

TEST(ReportTest, DataAreInThePage) {  // the three lengths of RFC 4648
  const std::string html = ReportHtml(OddReport());
  EXPECT_THAT(html, HasSubstr("\"data:image/svg+xml;base64,Zg==\""));
  EXPECT_THAT(html, HasSubstr("\"data:image/png;base64,Zm8=\""));
  EXPECT_THAT(html, HasSubstr("\"data:audio/flac;base64,Zm9v/w==\""));
}

TEST(ReportTest, TableHasRowsTotalAndGaps) {
  const std::string html = ReportHtml(OddReport());
  EXPECT_THAT(html, HasSubstr("<td data-value=\"10\">10.0</td>"));
  EXPECT_THAT(html, HasSubstr("<td data-value=\"\">–</td>"));  // no windows
  EXPECT_THAT(html, HasSubstr("<tfoot>\n<tr><td data-value=\"total\">"));
}

}  // namespace
}  // namespace spk
