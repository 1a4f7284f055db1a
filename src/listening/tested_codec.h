#pragma once

#include <string>
#include <vector>

#include "spk/codec.h"

namespace spk {

// One of the codecs that a listening test compares, as a command line names it.
struct TestedCodec {
  std::string name;   // by which results call it
  std::string model;  // a model's name or its file; empty: another codec
  EncodeOptions encode;
  int64_t steps = -1;  // those of the model's card
  // Of another codec: programs and their arguments, run one after the other without a shell. {in}
  // and {out} stand for the WAV to read and that to write, {coded} for a file between them, whose
  // size is what the clip costs.
  std::vector<std::vector<std::string>> commands;
};

// MODEL or MODEL:KEY=VALUE…, KEY being mu, bitrate, min-si-snr, refine, lambda or steps; opus:KBPS,
// by opusenc and opusdec; or NAME=COMMAND, split as SplitCommand does, with {in} and {out}. The
// name is the text, without a model's folders and suffix. Fails with kUsage, also where a program
// is missing.
Result<TestedCodec> ParseTestedCodec(const std::string& text);

// Of all; fails with kUsage where two have one name, or there are more than a test can hold: twelve
// stimuli with reference and anchors (BS.1534-3, 5.3).
Result<std::vector<TestedCodec>> ParseTestedCodecs(const std::vector<std::string>& texts);

}  // namespace spk
