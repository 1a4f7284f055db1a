#include "system/text.h"

#include <gtest/gtest.h>

#include "system/json_text.h"

namespace spk {
namespace {

TEST(TextTest, Utf8AsTheStandardHasIt) {
  EXPECT_TRUE(IsUtf8("Frédéric 音楽 \U0001F3B9"));
  for (const char* bad :
       {"\xFF", "\xC0\x80", "\xE2\x82", "\xED\xA0\x80", "\xF4\x90\x80\x80", "a\x80"}) {
    EXPECT_FALSE(IsUtf8(bad)) << bad;
  }
}

TEST(TextTest, TerminalsAreShownControls) {
  EXPECT_EQ(Printable("a\n\r\tb\x1B[2J\x07\x7F"), "a\\n\\r\\tb\\x1B[2J\\x07\\x7F");
  EXPECT_EQ(Printable("\xC2\x9B"
                      "31m"),
            "\\u009B31m");                                                 // CSI of Latin-1
  EXPECT_EQ(Printable("a\u202Evaw.exe\u2028"), "a\\u202Evaw.exe\\u2028");  // right to left
  EXPECT_EQ(Printable("\xFFq"), "\\xFFq");
  EXPECT_EQ(Printable("é 音 \U0001F3B9 \\"), "é 音 \U0001F3B9 \\");
}

TEST(TextTest, HtmlHasNoMarkupAndNoControls) {
  EXPECT_EQ(HtmlText("<b>\"1\" & 2\n\x1B"), "&lt;b&gt;&quot;1&quot; &amp; 2\\n\\x1B");
}

TEST(TextTest, JsonKeepsEveryByte) {
  EXPECT_EQ(JsonString("a\"\\\n\x1Bé\xFF"), "\"a\\\"\\\\\\n\\u001bé\\udcff\"");
  EXPECT_EQ(JsonString("\x7F\xC2\x9B\u202E"), "\"\\u007f\\u009b\\u202e\"");
}

TEST(TextTest, JsonOfAllKindsOfValues) {
  const nlohmann::ordered_json json = {
      {"a\xFE", "\xFF"}, {"n", {1, 2.5, nullptr, true}}, {"e", nlohmann::ordered_json::array()}};
  EXPECT_EQ(JsonText(json), "{\"a\\udcfe\":\"\\udcff\",\"n\":[1,2.5,null,true],\"e\":[]}");
  const nlohmann::ordered_json plain = {{"a", "b"}, {"n", {1, {{"c", 2}}}}, {"e", {}}};
  EXPECT_EQ(JsonText(plain), plain.dump());
  EXPECT_EQ(JsonText(plain, 2), plain.dump(2));
}

TEST(TextTest, SpreadsheetsSeeNoFormula) {
  for (const char* name : {"=cmd|'/C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "'=1"}) {
    EXPECT_EQ(CsvCell(name), std::string("'") + name);
  }
  EXPECT_EQ(CsvCell("=HYPERLINK(\"x\",1)"), "\"'=HYPERLINK(\"\"x\"\",1)\"");
  EXPECT_EQ(CsvCell("a=1.wav"), "a=1.wav");
  EXPECT_EQ(CsvCell("a\n=1"), "\"a\n=1\"");
}

TEST(TextTest, GnuplotSeesNothingButText) {
  EXPECT_EQ(GnuplotString("a 1.wav"), "\"a 1.wav\"");
  EXPECT_EQ(GnuplotString("'\"`\n\\@é"), "\"\\047\\042\\140\\012\\134\\100\\303\\251\"");
  // It reads "\0551" as one character.
  EXPECT_EQ(GnuplotString("mu-17 1"), "\"mu\\055\\061\\067 1\"");
}

}  // namespace
}  // namespace spk
