// Text on its way to where some characters do more than stand there: names of files and tags may
// hold any bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace spk {

bool IsUtf8(std::string_view text);

// Takes the first character off `text`, which is not empty: its code point, or nothing for a byte
// that is not UTF-8. `bytes` is what was taken.
std::optional<uint32_t> TakeCharacter(std::string_view* text, std::string_view* bytes);

// Whether a terminal or a page acts on the character: the controls of ASCII and Latin-1, ends of
// lines, and marks that turn the direction of what follows.
bool IsControl(uint32_t code);

// For a terminal or a page: controls and bytes that are not UTF-8 are shown, as "\n", "\x1B" or
// "\u202E".
std::string Printable(std::string_view text);

// For HTML, also between double quotes.
std::string HtmlText(std::string_view text);

// A string of JSON with its quotes. A byte that is not UTF-8 becomes the lone surrogate "\udcXX",
// which Python turns back with os.fsencode (PEP 383).
std::string JsonString(std::string_view text);

// A cell of CSV (RFC 4180). Where a spreadsheet would take it for a formula (= + - @, tab), or a
// quotation mark ' is there already, one ' is put in front.
std::string CsvCell(std::string_view text);

// A string of gnuplot with its quotes, everything but letters, digits and blanks as octal escapes:
// neither gnuplot's quotes nor its backquotes and macros are ever in a script.
std::string GnuplotString(std::string_view text);

}  // namespace spk
