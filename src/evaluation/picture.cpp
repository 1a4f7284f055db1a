#include "evaluation/picture.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "metrics/spectrum.h"
#include "system/gnuplot.h"
#include "system/temporary.h"
#include "system/text.h"

namespace spk {
namespace {

constexpr int64_t kWindow = 4096;
constexpr int64_t kColumns = 900;  // of a spectrogram
constexpr int64_t kRows = 300;
constexpr double kLowest = 50;  // Hz
constexpr double kRange = 80;   // dB

// In the scratch folder, where gnuplot runs.
std::string FileOf(const char* kind, size_t track) { return kind + std::to_string(track); }

void WriteFloats(const torch::Tensor& values, std::ostream& out) {
  const torch::Tensor floats = values.to(torch::kFloat).contiguous();
  out.write(static_cast<const char*>(floats.data_ptr()),
            static_cast<std::streamsize>(floats.nbytes()));
}

// Levels in dB: [kRows, kColumns], the lowest frequency first.
torch::Tensor LogSpectrogram(const std::vector<float>& samples, int sample_rate) {
  const auto length = static_cast<int64_t>(samples.size());
  const torch::Tensor audio = torch::constant_pad_nd(
      torch::from_blob(const_cast<float*>(samples.data()), {length}), {kWindow / 2, kWindow / 2});
  const torch::Tensor hann = HannWindow(kWindow);
  std::vector<torch::Tensor> columns;
  for (int64_t column = 0; column < kColumns; ++column) {
    const torch::Tensor frame = audio.narrow(0, length * column / kColumns, kWindow);
    columns.push_back(FrameSpectra(frame, hann).abs());
  }
  const torch::Tensor magnitudes = torch::stack(columns, 1);  // [bins, columns]
  std::vector<torch::Tensor> rows;
  const double octaves = std::log2(sample_rate / 2.0 / kLowest);
  const auto bin = [&](double row) {
    return kLowest * std::exp2(octaves * row / kRows) * kWindow / sample_rate;
  };
  for (int64_t row = 0; row < kRows; ++row) {
    const auto first = static_cast<int64_t>(std::floor(bin(static_cast<double>(row))));
    const auto last = std::min<int64_t>(
        magnitudes.size(0), static_cast<int64_t>(std::ceil(bin(static_cast<double>(row) + 1))));
    rows.push_back(magnitudes.narrow(0, first, std::max<int64_t>(1, last - first)).amax(0));
  }
  return 20 * torch::log10(torch::stack(rows) + 1e-9);
}

// The lowest and highest sample of each column: "seconds low high".
void WriteWaveform(const Track& track, const PictureOptions& options, std::ostream& out) {
  const size_t block = std::max<size_t>(1, track.samples.size() / kColumns);
  for (size_t i = 0; i + block <= track.samples.size(); i += block) {
    const auto [low, high] =
        std::minmax_element(track.samples.begin() + static_cast<int64_t>(i),
                            track.samples.begin() + static_cast<int64_t>(i + block));
    out << options.start + static_cast<double>(i) / options.sample_rate << ' ' << *low << ' '
        << *high << '\n';
  }
}

// "seconds unit" of every event.
void WriteEvents(const Track& track, const PictureOptions& options, std::ostream& out) {
  const double rate = track.events.header.steps_per_second();
  track.events.events.ForEachEvent([&](int unit, int step) {
    out << options.start + (step + 0.5) / rate << ' ' << unit << '\n';
  });
}

// The end of the axis of units.
int EndOfUnits(const EventMatrix& events) {
  constexpr int kAllShown = 1024;
  if (events.units() <= kAllShown) return events.units();
  int end = kAllShown;
  events.ForEachEvent([&](int unit, int /*step*/) { end = std::max(end, unit + 1); });
  return end;
}

std::string FrequencyTics() {
  std::string tics;
  for (const int hertz : {50, 100, 200, 500, 1000, 2000, 5000, 10000}) {
    const std::string label =
        hertz < 1000 ? std::to_string(hertz) : std::to_string(hertz / 1000) + "k";
    tics += (tics.empty() ? "" : ", ") + ("'" + label + "' ") +
            std::to_string(std::log2(hertz / kLowest));
  }
  return "set ytics (" + tics + ")\n";
}

std::string TrackScript(const Track& track, size_t index, const GnuplotColumns& columns,
                        const PictureOptions& options, double loudest, double peak) {
  const double seconds = static_cast<double>(track.samples.size()) / options.sample_rate;
  const double end = options.start + seconds;
  const double octaves = std::log2(options.sample_rate / 2.0 / kLowest);
  const double dx = seconds / kColumns;
  const double dy = octaves / kRows;
  std::ostringstream text;
  text << "set xrange [" << options.start << ":" << end << "]\nunset xlabel\n"
       << "set format x ''\nset ytics auto\n"
       << "set title " << GnuplotString(Printable(track.title)) << " noenhanced\n"
       << columns.Panel(index, 0.83, 0.95) << "set yrange [" << -peak << ":" << peak << "]\n"
       << "set ylabel 'amplitude'\n"
       << "plot " << GnuplotString(FileOf("wave", index))
       << " using 1:2:3 with filledcurves lc rgb '#3b528b' notitle\n"
       << "unset title\n"
       << columns.Panel(index, 0.38, 0.81) << "set yrange [0:" << octaves << "]\n"
       << FrequencyTics() << "set ylabel 'frequency, Hz'\n"
       << "set cbrange [" << loudest - kRange << ":" << loudest << "]\n"
       << "plot " << GnuplotString(FileOf("spectrum", index)) << " binary array=(" << kColumns
       << "," << kRows << ") format='%float' dx=" << dx << " dy=" << dy << " origin=("
       << options.start + dx / 2 << "," << dy / 2 << ") with image notitle\n"
       << "set format x\nset xlabel 'seconds'\nset ytics auto\n"
       << columns.Panel(index, 0.07, 0.36);
  if (track.events.events.steps() == 0) {
    text << "set yrange [0:1]\nunset ytics\nset ylabel ' '\n"
         << "plot NaN notitle\n";
  } else {
    const double size = 0.28 * 14 / std::max(14.0, seconds);
    text << "set yrange [-1:" << EndOfUnits(track.events.events) << "]\nset ylabel 'unit'\n"
         << "plot " << GnuplotString(FileOf("events", index)) << " using 1:2 with points pt 5 ps "
         << size << " lc rgb 'black' notitle\n";
  }
  return text.str();
}

}  // namespace

Result<void> DrawTracks(const std::vector<Track>& tracks, const PictureOptions& options,
                        const std::string& path) {
  const ScratchFolder scratch;
  if (!scratch.status()) return scratch.status();
  double loudest = -200;
  double peak = 1e-6;
  for (size_t i = 0; i < tracks.size(); ++i) {
    if (tracks[i].samples.empty()) {
      return Fail(ErrorCode::kInput, tracks[i].title + ": nothing to draw");
    }
    const torch::Tensor levels = LogSpectrogram(tracks[i].samples, options.sample_rate);
    loudest = std::max(loudest, levels.max().item<double>());
    for (const float x : tracks[i].samples) peak = std::max(peak, std::abs(double{x}));
    SPK_TRY(scratch.Write(FileOf("spectrum", i), [&](auto& out) { WriteFloats(levels, out); }));
    SPK_TRY(scratch.Write(FileOf("wave", i),
                          [&](auto& out) { WriteWaveform(tracks[i], options, out); }));
    SPK_TRY(scratch.Write(FileOf("events", i),
                          [&](auto& out) { WriteEvents(tracks[i], options, out); }));
  }
  std::ostringstream script;
  script << "set terminal pngcairo size " << 800 * tracks.size() << ",1000 font 'sans,11'\n"
         << "set output 'picture'\n"
         << kPanelSettings;
  const GnuplotColumns columns{.count = tracks.size(), .left = 0.13, .right = 0.97};
  for (size_t i = 0; i < tracks.size(); ++i) {
    script << TrackScript(tracks[i], i, columns, options, loudest, peak);
  }
  script << "unset multiplot\n";
  return DrawPicture(script.str(), scratch.path(), path);
}

}  // namespace spk
