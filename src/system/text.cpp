#include "system/text.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace spk {
namespace {

// Bytes of the sequence that `first` begins; 0 where none can begin so.
size_t SequenceLength(uint8_t first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return 2;
  if (first >= 0xE0 && first < 0xF0) return 3;
  return first >= 0xF0 && first < 0xF5 ? 4 : 0;
}

// The code point that is all of `sequence`.
std::optional<uint32_t> CodePoint(std::string_view sequence) {
  const size_t length = sequence.size();
  const auto first = static_cast<uint8_t>(sequence.front());
  uint32_t code = length == 1 ? first : first & (0x7FU >> length);
  for (const char c : sequence.substr(1)) {
    if ((c & 0xC0) != 0x80) return std::nullopt;
    code = code << 6 | (c & 0x3F);
  }
  const bool surrogate = code >= 0xD800 && code < 0xE000;
  if (surrogate || (length == 3 && code < 0x800)) return std::nullopt;
  if (length == 4 && (code < 0x10000 || code > 0x10FFFF)) return std::nullopt;
  return code;
}

std::string Formatted(const char* format, unsigned number) {
  std::array<char, 16> buffer{};
  // The formats below and nothing else; six characters and the number.
  // NOLINTNEXTLINE(clang-diagnostic-format-nonliteral)
  std::snprintf(buffer.data(), buffer.size(), format, number);
  return buffer.data();
}

std::string ShownControl(uint32_t code) {
  switch (code) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return Formatted(code < 0x80 ? "\\x%02X" : "\\u%04X", code);
  }
}

std::string JsonCharacter(uint32_t code, std::string_view bytes) {
  switch (code) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return IsControl(code) ? Formatted("\\u%04x", code) : std::string(bytes);
  }
}

unsigned Byte(std::string_view byte) { return static_cast<uint8_t>(byte.front()); }

}  // namespace

std::optional<uint32_t> TakeCharacter(std::string_view* text, std::string_view* bytes) {
  const size_t length = SequenceLength(static_cast<uint8_t>(text->front()));
  std::optional<uint32_t> code;
  if (length > 0 && length <= text->size()) code = CodePoint(text->substr(0, length));
  *bytes = text->substr(0, code ? length : 1);
  text->remove_prefix(bytes->size());
  return code;
}

bool IsUtf8(std::string_view text) {
  std::string_view bytes;
  while (!text.empty()) {
    if (!TakeCharacter(&text, &bytes)) return false;
  }
  return true;
}

bool IsControl(uint32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x061C || code == 0x200E ||
         code == 0x200F || (code >= 0x2028 && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x206F) || code == 0xFEFF || (code >> 8) == 0xE00;
}

std::string Printable(std::string_view text) {
  std::string shown;
  std::string_view bytes;
  while (!text.empty()) {
    const auto code = TakeCharacter(&text, &bytes);
    if (!code) {
      shown += Formatted("\\x%02X", Byte(bytes));
    } else if (IsControl(*code)) {
      shown += ShownControl(*code);
    } else {
      shown += bytes;
    }
  }
  return shown;
}

std::string HtmlText(std::string_view text) {
  std::string escaped;
  for (const char c : Printable(text)) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string JsonString(std::string_view text) {
  std::string json = "\"";
  std::string_view bytes;
  while (!text.empty()) {
    const auto code = TakeCharacter(&text, &bytes);
    json += code ? JsonCharacter(*code, bytes) : Formatted("\\udc%02x", Byte(bytes));
  }
  return json + "\"";
}

std::string CsvCell(std::string_view text) {
  std::string cell(text);
  if (!cell.empty() && std::string_view("=+-@\t\r'").find(cell[0]) != std::string_view::npos) {
    cell.insert(0, 1, '\'');
  }
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string GnuplotString(std::string_view text) {
  std::string quoted = "\"";
  bool plain = true;
  for (const char c : text) {
    const bool digit = c >= '0' && c <= '9';
    plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ' ' || c == '.' || c == ',' ||
            (digit && plain);  // gnuplot takes a digit behind an escape to be its fourth
    quoted += plain ? std::string(1, c) : Formatted("\\%03o", static_cast<uint8_t>(c));
  }
  return quoted + "\"";
}

}  // namespace spk
