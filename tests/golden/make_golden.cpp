// Writes the golden files, and the fuzzers' seeds, below a folder: `make_golden tests`. For a new
// corner or a new format version only; the files already committed must come out the same.
#include <filesystem>
#include <fstream>

#include "tests/golden/golden_files.h"

namespace {

void WriteFile(const std::filesystem::path& path, const auto& content) {
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(content.data()),
            static_cast<std::streamsize>(content.size()));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::filesystem::path tests = argv[1];
  const std::filesystem::path folder = tests / "golden";
  for (const char* kind : {"good", "bad"}) std::filesystem::create_directories(folder / kind);
  std::filesystem::create_directories(folder / "tables");
  for (const auto& tables : spk::AllGoldenTables()) {
    WriteFile(folder / "tables" / (spk::ModelIdText(tables.model) + ".tables"), tables.bytes);
  }
  for (const auto& file : spk::GoodGoldenFiles()) {
    WriteFile(folder / "good" / (file.name + ".spk"), file.bytes);
    WriteFile(folder / "good" / (file.name + ".txt"), spk::DescribeFile(file.bytes));
  }
  for (const auto& file : spk::BadGoldenFiles()) {
    WriteFile(folder / "bad" / (file.name + ".spk"), file.bytes);
  }
  const auto adaptive = tests / "fuzz" / "corpus" / "adaptive_fuzz";
  std::filesystem::create_directories(adaptive);
  for (const auto& seed : spk::AdaptiveSeeds()) WriteFile(adaptive / seed.name, seed.bytes);
  const auto graded = tests / "fuzz" / "corpus" / "graded_fuzz";
  std::filesystem::create_directories(graded);
  for (const auto& seed : spk::GradedSeeds()) WriteFile(graded / seed.name, seed.bytes);
  for (const auto& seed : spk::PayloadSeeds()) {
    const auto corpus = "unpack_" + std::string(spk::PackingName(seed.packing)) + "_fuzz";
    std::filesystem::create_directories(tests / "fuzz" / "corpus" / corpus);
    WriteFile(tests / "fuzz" / "corpus" / corpus / seed.name, seed.bytes);
  }
}
