// Any bytes as a weights file: an error, or a header whose tensors lie side by side in the file.
#include "model/safetensors.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto header = spk::ParseSafetensors({data, size});
  if (!header) {
    spk::FuzzExpect(!header.error().message.empty());
    return 0;
  }
  uint64_t reached = 0;
  for (const spk::TensorEntry& entry : header->tensors) {
    spk::FuzzExpect(entry.begin == reached && entry.end >= entry.begin);
    reached = entry.end;
  }
  spk::FuzzExpect(header->data_start + reached == size);
  // What was read can be written, and is read back the same.
  const std::string written = spk::WriteSafetensorsHeader(*header) + std::string(reached, '\0');
  const auto again =
      spk::ParseSafetensors({reinterpret_cast<const uint8_t*>(written.data()), written.size()});
  spk::FuzzExpect(again.has_value() && again->tensors.size() == header->tensors.size() &&
                  again->metadata == header->metadata);
  return 0;
}
