#include "cli/input_files.h"

#include <fnmatch.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <iterator>
#include <numeric>
#include <tuple>

namespace spk {
namespace {

namespace fs = std::filesystem;

// Where the output of a file that was named goes below another folder.
std::string PlaceOf(const std::string& path) {
  const fs::path place = fs::path(path).lexically_normal().relative_path();
  return place.string().starts_with("..") ? place.filename().string() : place.string();
}

bool Matches(const std::vector<std::string>& patterns, const std::string& place) {
  const std::string name = fs::path(place).filename();
  return std::ranges::any_of(patterns, [&](const std::string& pattern) {
    const bool of_place = pattern.find('/') != std::string::npos;
    return fnmatch(pattern.c_str(), (of_place ? place : name).c_str(), 0) == 0;
  });
}

Result<void> Walk(const std::string& folder, const InputKind& kind, std::vector<InputFile>* files) {
  std::error_code error;
  std::vector<InputFile> found;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    std::error_code unknown;
    if (!kind.wanted(it->path()) || !it->is_regular_file(unknown)) continue;
    found.push_back({it->path(), it->path().lexically_relative(folder)});
  }
  if (error) {
    return Fail(ErrorCode::kInput, Printable(folder) + ": cannot read: " + error.message());
  }
  std::ranges::sort(found, {}, &InputFile::place);
  std::ranges::move(found, std::back_inserter(*files));
  return {};
}

Result<void> ReadList(const std::string& list, std::vector<std::string>* names) {
  return WithInput(list, [&](std::istream& in) -> Result<void> {
    for (std::string line; std::getline(in, line);) {
      if (!line.empty() && line.back() == '\r') line.pop_back();
      if (!line.empty()) names->push_back(line);
    }
    return {};
  });
}

// "I/N" as index from 0 and count.
Result<std::pair<size_t, size_t>> ParseShard(const std::string& text) {
  size_t index = 0;
  size_t count = 0;
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, index);
  if (first.ec == std::errc() && first.ptr != end && *first.ptr == '/') {
    const auto second = std::from_chars(first.ptr + 1, end, count);
    if (second.ec == std::errc() && second.ptr == end && index >= 1 && index <= count) {
      return std::pair(index - 1, count);
    }
  }
  return Fail(ErrorCode::kUsage, "--shard: " + Printable(text) + ": I/N, I being 1 to N");
}

}  // namespace

void AddInputOptions(CLI::App* app, InputOptions* options) {
  app->add_option("FILE", options->names, "inputs, - for standard input");
  app->add_flag("-r,--recursive", options->recursive, "take folders, and all that is in them");
  app->add_option("--filelist", options->list, "a file of further inputs, one a line, or -");
  app->add_option("--include", options->include,
                  "take only files of this name (*.wav) or place in their folder (2004/*)")
      ->allow_extra_args(false);
  app->add_option("--exclude", options->exclude, "leave out such files")->allow_extra_args(false);
  app->add_option("--shard", options->shard,
                  "I/N: take one of N shares that last equally long, I from 1");
  app->callback([options] {
    if (options->names.empty() && options->list.empty()) throw CLI::RequiredError("FILE");
  });
}

Result<std::vector<InputFile>> FindInputs(const InputOptions& options, const InputKind& kind) {
  std::vector<std::string> names = options.names;
  if (!options.list.empty()) {
    if (auto read = ReadList(options.list, &names); !read) {
      return Fail(read.error().code, Printable(options.list) + ": " + read.error().message);
    }
  }
  std::vector<InputFile> files;
  for (const std::string& name : names) {
    if (options.recursive && fs::is_directory(name)) {
      if (auto walked = Walk(name, kind, &files); !walked) {
        return tl::make_unexpected(walked.error());
      }
    } else {
      files.push_back({name, PlaceOf(name)});
    }
  }
  std::erase_if(files, [&](const InputFile& file) {
    return (!options.include.empty() && !Matches(options.include, file.place)) ||
           Matches(options.exclude, file.place);
  });
  if (files.empty()) {
    const std::string where = names.size() == 1 ? Printable(names[0]) + ": " : "";
    return Fail(ErrorCode::kInput, where + "no such files were found");
  }
  return files;
}

Result<std::vector<size_t>> TakeShard(const std::string& shard, size_t files,
                                      const std::function<double(size_t)>& cost) {
  std::vector<size_t> all(files);
  std::iota(all.begin(), all.end(), size_t{0});
  if (shard.empty()) return all;
  const auto parsed = ParseShard(shard);
  if (!parsed) return tl::make_unexpected(parsed.error());
  std::vector<double> costs(files);
  std::ranges::transform(all, costs.begin(), cost);
  return ShardMembers(costs, parsed->first, parsed->second);
}

std::vector<size_t> ShardMembers(std::span<const double> costs, size_t index, size_t count) {
  std::vector<size_t> order(costs.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::stable_sort(order, [&](size_t a, size_t b) { return costs[a] > costs[b]; });
  // The longest first, each to the share that has least; of equal ones to the one with fewest
  // files.
  using Load = std::tuple<double, size_t, size_t>;  // cost, files, share
  std::vector<Load> loads;
  for (size_t share = 0; share < count; ++share) loads.emplace_back(0, 0, share);
  std::vector<size_t> members;
  for (const size_t file : order) {
    std::ranges::pop_heap(loads, std::greater());
    auto& [cost, files, share] = loads.back();
    if (share == index) members.push_back(file);
    cost += costs[file];
    ++files;
    std::ranges::push_heap(loads, std::greater());
  }
  std::ranges::sort(members);
  return members;
}

int ForEachInput(const InputOptions& options, const InputKind& kind,
                 const std::function<Result<void>(const std::string& path)>& run) {
  const auto run_all = [&]() -> Result<int> {
    const auto files = FindInputs(options, kind);
    if (!files) return tl::make_unexpected(files.error());
    const auto members = TakeShard(options.shard, files->size(),
                                   [&](size_t i) { return kind.cost((*files)[i].path); });
    if (!members) return tl::make_unexpected(members.error());
    Outcome outcome;
    for (const size_t i : *members) outcome.Add(run((*files)[i].path));
    return outcome.exit_code();
  };
  const Result<int> code = run_all();
  if (code) return FinishOutput(*code);
  spdlog::error("{}", code.error().message);
  return static_cast<int>(code.error().code);
}

InputKind CodedFiles() {
  return {.wanted = [](const fs::path& path) { return path.extension() == ".spk"; },
          .cost =
              [](const std::string& path) {
                std::error_code unknown;
                const auto size = fs::file_size(path, unknown);
                return unknown ? 0.0 : static_cast<double>(size);
              }};
}

}  // namespace spk
