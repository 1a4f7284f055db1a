#!/usr/bin/env python3
"""Measures a build and prints what was measured; scripts/bench.sh and scripts/bench_compare.sh use it.

  figures.py measure PROGRAMS FIGURES.json NAME…   what the programs in a folder do: a NAME is `codec` (whole commands
                                                   of spk) or a program of tests/bench without _bench
  figures.py table FIGURES.json                    as a table
  figures.py compare OLD.json… -- NEW.json…        the best of several runs of two builds, side by side

A figure is a `name`, `threads`, a `unit` ("x": times real time, "ms") and a `value`, of coding the peak of memory in
`megabytes` too. $BENCH_SECONDS (300) of audio are coded, $BENCH_LONG_SECONDS (three hours) for the memory;
$BENCH_MIN_TIME (0.5) is what Google Benchmark spends on a figure, in seconds.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

CLIP = pathlib.Path(__file__).resolve().parents[1] / "clip/chopin_op10_no3.flac"


def cost(command):
    """Seconds that a command takes, and its peak of memory in MB."""
    start = time.perf_counter()
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(map(str, command))}: failed")
    return time.perf_counter() - start, usage.ru_maxrss * 1024 / 1e6


def recording(path, seconds):
    subprocess.run(["sox", CLIP, path, "repeat", "-", "trim", "0", str(seconds)], check=True)
    return path


def coding(spk, folder, seconds, threads, options, name):
    """Figures of encoding and decoding so many seconds with each of the options."""
    wav, coded = recording(folder / "x.wav", seconds), folder / "x.spk"
    for command, option, value in options:
        source, target = (wav, coded) if command == "encode" else (coded, folder / "decoded.wav")
        taken, megabytes = cost([spk, command, "-q", "-f", "--model", "free", "--threads", threads, option, value,
                                 source, "-o", target])
        yield {"name": name.format(f"{command} {option} {value}"), "threads": threads, "unit": "x",
               "value": seconds / taken, "megabytes": megabytes}


def start_up(spk, folder):
    """What a command takes that has next to nothing to do: the best of ten."""
    wav, coded = recording(folder / "short.wav", 1), folder / "short.spk"
    encode = ["encode", "-q", "-f", "--threads", 1, wav, "-o", coded]
    for name, arguments in {"encode 1 s": encode, "info": ["info", coded], "test": ["test", coded]}.items():
        least = min(cost([spk, *arguments])[0] for _ in range(10))
        yield {"name": f"start-up: {name}", "threads": 1, "unit": "ms", "value": 1000 * least}


def commands(programs):
    """Whole commands, start-up and loading of the model included, over the one that has all these options."""
    spk = programs / "spk"
    all_options = [("encode", "--refine", value) for value in (16, 4, 1, 0)]
    all_options += [("decode", "--steps", value) for value in (0, 2, 8)]
    default = [("encode", "--refine", 1), ("decode", "--steps", 0)]
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        for threads in (1, 2):
            yield from coding(spk, folder, float(os.environ.get("BENCH_SECONDS", 300)), threads, all_options, "{}")
        long = float(os.environ.get("BENCH_LONG_SECONDS", 3 * 3600))
        yield from coding(spk, folder, long, 2, default, f"{{}}, {long / 3600:.3g} h")
        yield from start_up(spk, folder)


def google_benchmarks(program):
    measured = json.loads(subprocess.run(
        [program, "--benchmark_format=json", f"--benchmark_min_time={os.environ.get('BENCH_MIN_TIME', 0.5)}"],
        check=True, stdout=subprocess.PIPE).stdout)
    for benchmark in measured["benchmarks"]:
        figure = {"name": benchmark.get("label") or benchmark["name"], "threads": int(benchmark.get("cores", 1))}
        if "realtime" in benchmark:
            yield figure | {"unit": "x", "value": benchmark["realtime"]}
        else:
            yield figure | {"unit": benchmark["time_unit"], "value": benchmark["real_time"]}


def measure(folder, path, *names):
    programs = pathlib.Path(folder).resolve()
    figures = []
    for name in names:
        figures += commands(programs) if name == "codec" else google_benchmarks(programs / f"{name}_bench")
    pathlib.Path(path).write_text(json.dumps(figures, indent=1) + "\n")


def number(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def table(path):
    rows = {}
    for figure in json.loads(pathlib.Path(path).read_text()):
        row = rows.setdefault((figure["name"], figure["unit"]), {"megabytes": 0})
        row[figure["threads"]] = number(figure["value"])
        row["megabytes"] = max(row["megabytes"], figure.get("megabytes", 0))
    layout = "{:<34} {:>9} {:>9} {:<4} {:>5}"
    print(layout.format("x: times real time", "1 thread", "2 threads", "", "MB").rstrip())
    for (name, unit), row in rows.items():
        memory = f"{row['megabytes']:.0f}" if row["megabytes"] else ""
        print(layout.format(name, row.get(1, ""), row.get(2, ""), unit, memory).rstrip())


def best(paths):
    """Of each figure that all runs have: the fastest, and the least memory."""
    runs = {}
    for path in paths:
        for figure in json.loads(pathlib.Path(path).read_text()):
            runs.setdefault((figure["name"], figure["threads"], figure["unit"]), []).append(figure)
    for (name, threads, unit), figures in runs.items():
        values = [figure["value"] for figure in figures]
        yield (name, threads, unit), max(values) if unit == "x" else min(values)
        if "megabytes" in figures[0]:
            yield (name, threads, "MB"), min(figure["megabytes"] for figure in figures)


def compare(*paths):
    border = paths.index("--")
    old, new = dict(best(paths[:border])), dict(best(paths[border + 1:]))
    if not old.keys() & new.keys():
        sys.exit("the two have no figure in common")
    layout = "{:<34} {:>7} {:>9} {:>9} {:<4} {:>7}"
    print(layout.format("x: times real time", "threads", "old", "new", "", "new/old"))
    for name, threads, unit in filter(new.__contains__, old):
        was, now = old[name, threads, unit], new[name, threads, unit]
        print(layout.format(name, threads, number(was), number(now), unit, f"{now / was:.3f}"))


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in ("measure", "table", "compare"):
        sys.exit(__doc__)
    {"measure": measure, "table": table, "compare": compare}[sys.argv[1]](*sys.argv[2:])
