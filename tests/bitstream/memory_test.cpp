// What readers allocate stays a small multiple of the input, whatever the input claims.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <sstream>

#include "spk/spk_writer.h"
#include "spk/unpacking_reader.h"
#include "tests/golden/golden_files.h"

namespace {

size_t allocated = 0;  // since the last reset, by operator new

}  // namespace

// GCC 12 sees free() inlined into a delete and does not know that new is replaced as well.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

void* operator new(size_t size) {
  allocated += size;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }

namespace spk {
namespace {

// All allocations together while reading the whole of `bytes`.
size_t AllocatedReading(const Bytes& bytes) {
  std::istringstream in(std::string(bytes.begin(), bytes.end()));
  allocated = 0;
  auto reader = UnpackingReader::Open(in);
  while (reader && !reader->at_end()) (void)reader->Next();
  return allocated;
}

// A read buffer of 64 KiB, grown once, and one matrix of the largest shape with its row lists: the
// largest that a header without the flag of wide matrices can state, or with it.
size_t Fixed(const Bytes& bytes) {
  const bool wide = bytes.size() > 5 && (bytes[5] & 4U) != 0;
  return 2 * 65536 + 4 * static_cast<size_t>(wide ? kMaxCells : 1 << 18) / 8;
}

TEST(Memory, BadFilesCannotAskForMuch) {
  for (const BadFile& file : BadGoldenFiles()) {
    EXPECT_LE(AllocatedReading(file.bytes), Fixed(file.bytes) + 64 * file.bytes.size())
        << file.name;
  }
}

TEST(Memory, FlippedBitsCannotAskForMuch) {
  for (const GoodFile& file : GoodGoldenFiles()) {
    if (file.name != "time-9-percent" && file.name != "stereo" && file.name != "streams") continue;
    for (size_t bit = 0; bit < file.bytes.size() * 8; ++bit) {
      Bytes damaged = file.bytes;
      damaged[bit / 8] ^= static_cast<uint8_t>(1U << bit % 8);
      ASSERT_LE(AllocatedReading(damaged), Fixed(damaged) + 64 * damaged.size())
          << file.name << " " << bit;
    }
  }
}

TEST(Memory, ClaimedLengthIsNotBelieved) {
  // The header of a good file and a chunk that claims 1 MiB.
  Bytes bytes = GoodGoldenFiles().front().bytes;
  bytes.resize(36);
  bytes.insert(bytes.end(), {0x10, 0x80, 0x80, 0x40, 0x00});
  EXPECT_LE(AllocatedReading(bytes), Fixed(bytes));
}

TEST(Memory, TheWidestMatrixIsWhatTheDocumentSays) {
  FileHeader header;
  header.units = kMaxUnits;
  header.steps = kMaxCells / kMaxUnits;
  std::ostringstream out;
  auto writer = SpkWriter::Create(out, header).value();
  Must(writer.WriteSegment(Segment{0, 0, 0, {0}, EventMatrix(header.units, header.steps)}));
  const std::string text = out.str();
  const Bytes bytes(text.begin(), text.end());
  const size_t matrix = kMaxCells / 8;
  EXPECT_GE(AllocatedReading(bytes), matrix);
  EXPECT_LE(AllocatedReading(bytes), Fixed(bytes));
  std::istringstream in(text);
  allocated = 0;
  auto reader = SpkReader::Open(in);
  while (!reader->at_end()) (void)reader->Next();
  EXPECT_LE(allocated, size_t{3} * 65536) << "packed: no matrix";
}

}  // namespace
}  // namespace spk
