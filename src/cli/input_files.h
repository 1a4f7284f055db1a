// Which files a command works on: those named, those in folders, those of a list, or a share.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/cli_app.h"
#include "cli/command.h"
#include "spk/error.h"

namespace spk {

struct InputOptions {
  std::vector<std::string> names;  // files, and folders with `recursive`; "-" = standard input
  bool recursive = false;
  std::string list;  // a file of further names, one a line; "-" = standard input
  bool nul = false;  // the names of the list end with NUL
  std::vector<std::string> include;
  std::vector<std::string> exclude;
  std::string shard;           // "I/N", I from 1; empty = all
  std::string patterns = "*";  // "*.a|*.b": what shells offer; others are taken too
};

void AddInputOptions(CLI::App* app, InputOptions* options);

// What a command reads.
struct InputKind {
  // Whether a file of this name is looked for in folders.
  std::function<bool(const std::filesystem::path& path)> wanted;
  // What a file takes of the command's time, in a unit of its own, the same on every machine.
  std::function<double(const std::string& path)> cost;
};

struct InputFile {
  std::string path;
  std::string place;           // below the folder it was found in: where its output goes in another
  std::optional<Error> error;  // why it cannot be taken: that of a folder stands for what is in it
};

// In the order they are given, the files of a folder sorted by name. A pattern (as of fnmatch)
// with a slash stands for a place, one without for a file's name. Fails with kUsage, and with
// kInput when a folder or the list cannot be read, or nothing is found. The shard is not taken
// yet.
Result<std::vector<InputFile>> FindInputs(const InputOptions& options, const InputKind& kind);

// Why what was named cannot be read, as far as can be told without reading it.
std::optional<Error> Missing(const std::string& path);

// Indexes of the files that `shard` ("I/N", empty = all) takes. Fails with kUsage.
Result<std::vector<size_t>> TakeShard(const std::string& shard, size_t files,
                                      const std::function<double(size_t)>& cost);

// Indexes, rising, of the files that share `index` (from 0) of `count` takes: every file is in one
// share, and the largest share costs no more than the mean and one file. Files and costs must be
// the same for every share.
std::vector<size_t> ShardMembers(std::span<const double> costs, size_t index, size_t count);

// Finds the inputs, takes the shard, and calls `run` with every path of it; the exit code.
int ForEachInput(const InputOptions& options, const InputKind& kind,
                 const std::function<Result<void>(const std::string& path)>& run);

inline constexpr const char* kCodedPattern = "*.spk";

// Whether the name ends with `suffix` (".spk"), in capitals or not.
bool HasSuffix(const std::filesystem::path& path, const std::string& suffix);
// Bytes of a .spk file.
InputKind CodedFiles();

}  // namespace spk
