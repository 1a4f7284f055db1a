#include "training/checkpoint.h"

#include <fstream>

#include "system/output_file.h"

namespace spk {
namespace {

using torch::serialize::InputArchive;
using torch::serialize::OutputArchive;

template <typename Part>
void Put(OutputArchive* archive, const char* name, const Part& part) {
  OutputArchive inner(archive->compilation_unit());
  part.save(inner);
  archive->write(name, inner);
}

template <typename Part>
void Get(InputArchive* archive, const char* name, Part* part) {
  InputArchive inner;
  archive->read(name, inner);
  part->load(inner);
}

}  // namespace

Result<void> SaveCheckpoint(const std::string& path, const RunState& state) {
  auto whole = OutputFile::Create(path, /*force=*/true);
  SPK_TRY(whole);
  std::ofstream file(whole->path(), std::ios::binary);
  try {
    OutputArchive archive;
    Put(&archive, "model", state.model->module());
    Put(&archive, "average", state.average->module());
    Put(&archive, "optimizer", *state.optimizer);
    archive.write("step", torch::tensor(state.step));
    archive.write("best_score", torch::tensor(state.best_score, torch::kDouble));
    // What it is told was not written ends the process; the file remembers it too.
    archive.save_to([&file](const void* bytes, size_t size) {
      file.write(static_cast<const char*>(bytes), static_cast<std::streamsize>(size));
      return size;
    });
  } catch (const std::exception&) {
    file.setstate(std::ios::failbit);
  }
  file.close();
  if (!file) return Fail(ErrorCode::kOutput, path + ": cannot write");
  return whole->Commit();
}

Result<void> LoadCheckpoint(const std::string& path, RunState* state) {
  try {
    InputArchive archive;
    archive.load_from(path, state->model->device());
    Get(&archive, "model", &state->model->module());
    Get(&archive, "average", &state->average->module());
    Get(&archive, "optimizer", state->optimizer);
    // A tensor each: reading into one that is defined keeps its type and takes the bits for it.
    torch::Tensor step;
    torch::Tensor best_score;
    archive.read("step", step);
    archive.read("best_score", best_score);
    state->step = step.item<int64_t>();
    state->best_score = best_score.item<double>();
  } catch (const std::exception&) {
    return Fail(ErrorCode::kModel, path + ": damaged, or the checkpoint of another model");
  }
  return {};
}

}  // namespace spk
