#!/usr/bin/env python3
"""What few events keep, as tables in Markdown: sparse_models.py [--meter NAME=COMMAND] [--prompts] DIR

Of the recordings in DIR, mono, `free`, `sparse`, `mu-sparse` at five prompts, and with 9 dB asked of
every segment, each as its card has it encoded; SI-SNR is a mean over windows of 6 s and its
standard deviation. With --prompts a second one of `mu-sparse` at every prompt from 13 on without
refinement: the events that the network itself fires, as a share of the N T 2^(-mu/4) that are asked
for. `spk` is the one in PATH. In the paper (arXiv 2402.01571) windows are 2^17 samples, 5.94 s.
"""
import argparse
import csv
import json
import pathlib
import statistics
import subprocess
import tempfile

UNITS, STEPS_PER_SECOND = 160, 22050 / 512  # of mu-sparse
ROWS = (
    ("free", ["--model", "free"]),
    ("sparse", ["--model", "sparse"]),
    *((f"mu-sparse, `--mu {mu}`", ["--model", "mu-sparse", "--mu", str(mu)]) for mu in (14, 17, 20, 23, 26)),
    ("mu-sparse, `--min-si-snr 9`", ["--model", "mu-sparse", "--min-si-snr", "9"]),
)


def evaluate(options, folder):
    """The total of `spk eval` and the SI-SNR of its windows."""
    with tempfile.TemporaryDirectory() as place:
        figures, windows = pathlib.Path(place, "figures.json"), pathlib.Path(place, "windows.csv")
        subprocess.run(["spk", "eval", "--mono", "--steps", "0", *options, folder, "--json", figures, "--windows",
                        windows], check=True, stdout=subprocess.DEVNULL)
        total = json.loads(figures.read_text())["totals"][-1]
        with open(windows, newline="") as file:
            si_snr = [float(row["si_snr"]) for row in csv.DictReader(file) if row["si_snr"]]
    return total, (statistics.mean(si_snr), statistics.stdev(si_snr))


def cells(*values):
    print("| " + " | ".join(values) + " |", flush=True)


def models(folder, meters):
    names = [meter.split("=")[0] for meter in meters]
    options = [word for meter in meters for word in ("--meter", meter)]
    cells("events of", "kbit/s", "by the four packings", "events/s", "SI-SNR, dB", "log-mel, dB", "under 2 kHz",
          "over 2 kHz", *names)
    cells(*["---"] * (8 + len(names)))
    for name, of_row in ROWS:
        total, (mean, deviation) = evaluate(of_row + options, folder)
        cells(f"spk {name}", f"{total['kbps']:.2f}", f"{total['sparse_kbps']:.2f}",
              f"{total['events_per_second']:.0f}", f"{mean:.2f} ± {deviation:.2f}",
              *(f"{total[key]:.2f}" for key in ("mel", "mel_under_2khz", "mel_over_2khz")),
              *(f"{total[name]:.3f}" for name in names))


def prompts(folder):
    cells("μ", "events/s", "of S_0", "by the four packings, kbit/s", "SI-SNR, dB")
    cells(*["---"] * 5)
    for mu in range(13, 32):
        total, (mean, deviation) = evaluate(["--model", "mu-sparse", "--mu", str(mu), "--refine", "0"], folder)
        asked = UNITS * STEPS_PER_SECOND * 2 ** (-mu / 4)
        cells(str(mu), f"{total['events_per_second']:.0f}", f"{total['events_per_second'] / asked:.2f}",
              f"{total['sparse_kbps']:.2f}", f"{mean:.2f} ± {deviation:.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--meter", action="append", default=[], metavar="NAME=COMMAND")
    parser.add_argument("--prompts", action="store_true")
    parser.add_argument("folder", metavar="DIR")
    arguments = parser.parse_args()
    models(arguments.folder, arguments.meter)
    if arguments.prompts:
        print()
        prompts(arguments.folder)


main()
