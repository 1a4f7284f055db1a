#include "cli/command.h"
#include "cli/neural.h"
#include "cli/options.h"
#include "cli/recordings.h"
#include "model/model_store.h"

namespace spk {

int RunEncode(int argc, char** argv) {
  CLI::App app("Encodes recordings (whatever libsndfile reads, one or two channels) to .spk files.",
               "spk encode");
  app.footer(
      "Examples:\n  spk encode *.wav -o coded/\n  spk encode -r IN --output-dir OUT "
      "--skip-existing --log OUT/encode.jsonl");
  EncodeCommand command;
  command.model = kDefaultModel;
  command.inputs.patterns = RecordingPatterns();
  AddBatchOptions(&app, &command);
  app.add_option("--model", command.model, "a model's name (see spk models) or its file")
      ->type_name("MODEL");
  app.add_flag("-v,--verbose", command.verbose, "print the file of the model");
  AddEncoderOptions(&app, &command.encode);
  AddDeviceOption(&app, &command.device);
  app.add_option("--packing", command.packing,
                 "of the events: the smallest for each segment (auto), the smallest of the paper's "
                 "four (sparse), or one for all")
      ->check(CLI::IsMember(kPackings));
  std::string tags;
  app.add_option("--tags", tags,
                 "a file of tags for the outputs, one a line: the input as it is named here (or "
                 "found in a folder), a tab, NAME=VALUE")
      ->type_name("FILE");
  app.add_flag("--verify", command.verify, "read every file again before it gets its name");
  return ParseAndRun(app, argc, argv, [&] {
    auto list = tags.empty() ? Result<TagList>() : ReadTagList(tags);
    if (!list) return ExitCode(tl::make_unexpected(list.error()));
    command.tags = std::move(*list);
    return RunBatch(command, Recordings(), ".spk", [&](const CoreShare& share) -> Result<Work> {
      const auto model = FindModel(command.model);  // before anything is loaded
      SPK_TRY(model);
      const auto neural = LoadNeuralPart(app.get_name(), share);
      SPK_TRY(neural);
      return (*neural)->encode(command);
    });
  });
}

}  // namespace spk
