#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace spk {

// Resamples a recording so that its samples do not depend on where decoding began.
//
// A Resampler's output depends, in its last bits, on all input since its start. Here a recording is
// cut into blocks of 8 seconds: block b, output frames [8b, 8(b + 1)) * output_rate, comes from a
// fresh Resampler that hears input frames [8b - 1, 8(b + 1) + 1) * input_rate. What comes out of
// the seconds before and after the block is thrown away. Before the recording nothing is heard,
// after it silence. Interleaved frames, of any number, in memory for 10 seconds.
class BlockResampler {
 public:
  // Rates in whole Hz. Equal rates pass the samples through untouched, if late. Output is wanted
  // from first_output_frame >= 0 of the recording on.
  BlockResampler(int input_rate, int output_rate, int channels, int64_t first_output_frame);

  // The frame of the recording that the first call of Process must begin with: a whole second, at
  // most 9 seconds before first_output_frame. It may lie after the recording's end; then there is
  // nothing to process.
  int64_t first_input_frame() const { return first_input_frame_; }

  // Takes whole frames and appends the blocks that they complete, from first_output_frame on.
  void Process(std::span<const float> input, std::vector<float>* output);

  // The recording ends here, after F frames since its start: appends the rest, so that output has
  // come up to frame FramesAt(F, input_rate, output_rate), exactly. Nothing may be processed after
  // it.
  void Finish(std::vector<float>* output);

 private:
  void FinishBlock(int64_t end, std::vector<float>* output);

  int64_t input_rate_;
  int64_t output_rate_;
  int64_t channels_;
  int64_t next_output_frame_;
  int64_t block_;
  int64_t first_input_frame_;
  int64_t window_start_;       // input frame that window_ begins with
  std::vector<float> window_;  // input of the block, so far
};

}  // namespace spk
