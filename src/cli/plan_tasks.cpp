#include <unistd.h>

#include <filesystem>
#include <map>
#include <optional>
#include <set>

#include "cli/batch.h"

namespace spk {
namespace {

namespace fs = std::filesystem;

// `path` with `extension` in place of a suffix of its kind; other dots belong to the name.
fs::path WithExtension(fs::path path, const InputKind& kind, const std::string& extension) {
  if (kind.wanted(path)) path.replace_extension();
  return path += extension;
}

bool NamesFolder(const std::string& path) {
  std::error_code ignored;
  return path.ends_with('/') || fs::is_directory(path, ignored);
}

std::string OutputName(const OutputOptions& options, const InputFile& input, const InputKind& kind,
                       const std::string& extension) {
  const bool from_stdin = input.path == "-";
  if (!options.output_folder.empty()) {
    return MirroredName(options.output_folder, input, kind, extension);
  }
  if (options.to_stdout || (options.output.empty() && from_stdin) || options.output == "-") {
    return "-";
  }
  const bool folder = NamesFolder(options.output);
  if (!options.output.empty() && !folder) return options.output;
  const fs::path name =
      WithExtension(from_stdin ? fs::path("stdin") : fs::path(input.path), kind, extension);
  return folder ? (fs::path(options.output) / name.filename()).string() : name.string();
}

// What is wrong with a task whose output is also that of others, or its own input.
std::optional<Error> Conflict(const Task& task, const std::vector<std::string>& sharing) {
  const auto fail = [](const std::string& reason) { return Error{ErrorCode::kUsage, reason}; };
  if (task.input != "-" && task.output != "-" && SameFile(task.input, task.output)) {
    return fail("is its own output");
  }
  for (const std::string& other : sharing) {
    if (other != task.input) return fail("would go to " + task.output + ", as " + other + " would");
  }
  return std::nullopt;
}

// Marks those tasks that cannot be done beside the others.
void FindConflicts(std::vector<Task>* tasks) {
  std::map<std::string, std::vector<std::string>> inputs;  // by output
  const auto key = [](const Task& task) { return fs::path(task.output).lexically_normal(); };
  for (const Task& task : *tasks) {
    if (!task.error) inputs[key(task)].push_back(task.input);
  }
  std::set<std::string> taken;
  for (Task& task : *tasks) {
    if (task.error) continue;
    task.error = Conflict(task, inputs[key(task)]);
    // The same file twice is done once.
    if (!task.error && !taken.insert(key(task)).second) {
      task.error = Error{ErrorCode::kUsage, "is named twice"};
    }
  }
}

}  // namespace

std::string MirroredName(const std::string& folder, const InputFile& input, const InputKind& kind,
                         const std::string& extension) {
  const fs::path place = input.path == "-" ? fs::path("stdin") : fs::path(input.place);
  return fs::path(folder) / WithExtension(place, kind, extension);
}

Result<std::vector<Task>> PlanTasks(const InputOptions& inputs, const OutputOptions& outputs,
                                    const InputKind& kind, const std::string& extension) {
  const auto files = FindInputs(inputs, kind);
  SPK_TRY(files);
  std::vector<Task> tasks;
  for (const InputFile& file : *files) {
    tasks.push_back({file.path, OutputName(outputs, file, kind, extension),
                     file.error ? file.error : Missing(file.path)});
    const std::string& output = tasks.back().output;
    const bool one = output == "-" || output == outputs.output;
    if (files->size() > 1 && one) {
      return Fail(ErrorCode::kUsage, "several inputs, and one output: " +
                                         (output == "-" ? "standard output" : output));
    }
    if (output == "-" && isatty(STDOUT_FILENO) != 0) {
      return Fail(ErrorCode::kUsage, "will not write audio data to a terminal");
    }
  }
  FindConflicts(&tasks);
  const auto members =
      TakeShard(inputs.shard, tasks.size(), [&](size_t i) { return kind.cost(tasks[i].input); });
  SPK_TRY(members);
  std::vector<Task> taken;
  for (const size_t i : *members) taken.push_back(std::move(tasks[i]));
  return taken;
}

}  // namespace spk
