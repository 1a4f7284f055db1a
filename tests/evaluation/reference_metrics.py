#!/usr/bin/env python3
"""The figures of comparison_test.cpp a second time, from the definitions, with numpy alone, in double
precision, of the signals of test_signals.h: reference_metrics.py [FIGURES].

Prints them, or says whether FIGURES (reference_metrics.json) holds the same. Ends with 77, "skipped",
where there is no numpy.
"""
import json
import sys

try:
    import numpy as np
except ImportError:
    print(f"skipped: {sys.executable} has no numpy")
    sys.exit(77)

RATE = 22050


def noise(samples, seed):
    values = np.empty(samples)
    for i in range(samples):
        seed = (seed * 1664525 + 1013904223) % 2**32
        values[i] = seed / 2**32 - 0.5
    return values


def signals():
    n = 20 * RATE
    t = np.arange(n) / RATE
    chord = sum(a * np.sin(2 * np.pi * f * t) for f, a in ((220, 1), (1760, 0.3), (5000, 0.02)))
    x = 0.3 * np.exp(-0.2 * t) * chord + 0.01 * noise(n, 1) + 0.001
    x[6 * RATE : 12 * RATE] *= 1e-3
    x = x.astype(np.float32).astype(float)
    y = 0.8 * x + 0.02 * noise(n, 2) - 0.002
    y[3:] += 0.05 * x[:-3]
    return x, y.astype(np.float32).astype(float)


def hann(n):
    return 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(n) / n)


def spectra(x, window, hop):
    starts = range(0, len(x) - window + 1, hop)
    return np.array([np.fft.rfft(x[s : s + window] * hann(window)) for s in starts])


def si_snr(x, y):
    x, y = x - x.mean(), y - y.mean()
    target = (x @ y) / (x @ x) * x
    return 10 * np.log10((target @ target) / ((y - target) @ (y - target)))


def stft_distance(x, y):
    terms = []
    for window in (512, 1024, 2048, 4096):
        scale = np.sqrt((hann(window) ** 2).sum())
        a, b = (
            np.sqrt(np.abs(spectra(s, window, window // 4) / scale) ** 2 + 1e-8) for s in (x, y)
        )
        convergence = np.sqrt(((a - b) ** 2).sum() / (a**2).sum())
        terms.append(convergence + np.abs(np.log(a) - np.log(b)).mean())
    return np.mean(terms)


def mel_distance(x, y, low, high=np.inf):
    mel = lambda f: 2595 * np.log10(1 + f / 700)
    hertz = lambda m: 700 * (10 ** (m / 2595) - 1)
    edges = hertz(np.linspace(0, mel(RATE / 2), 82))
    bins = np.linspace(0, RATE / 2, 1025)
    filters = [
        np.clip(np.minimum((bins - a) / (b - a), (c - bins) / (c - b)), 0, None)
        for a, b, c in zip(edges, edges[1:], edges[2:])
        if low <= b < high
    ]
    powers = []
    for s in (x, y):
        padded = np.pad(s, 1024, mode="reflect")
        powers.append(np.abs(spectra(padded, 2048, 512)) ** 2 / 2048 @ np.array(filters).T)
    floor = powers[0].mean() * 1e-6
    return np.abs(10 * np.log10((powers[0] + floor) / (powers[1] + floor))).mean()


def octaves(x):
    power = (np.abs(spectra(x, 8192, 2048)) ** 2).sum(0)
    bins = np.arange(4097) * RATE / 8192
    centres = 62.5 * 2.0 ** np.arange(8)
    bands = [(bins >= c / np.sqrt(2)) & (bins < c * np.sqrt(2)) for c in centres]
    return np.array([power[band].sum() for band in bands])


def octave_levels(x, y):
    original, decode = octaves(x), octaves(y)
    floor = 1e-6 * original.max()
    return 10 * np.log10((decode + floor) / (original + floor))


def whole_windows():
    """Each window of 6 s that is not silent, at its own level: what Comparison measures."""
    x, y = signals()
    for begin in range(0, 20 * RATE, 6 * RATE):
        a, b = (s[begin : begin + 6 * RATE] for s in (x, y))
        if a.std() >= 1e-3 and 20 * np.log10(a.std() / x.std()) >= -45:
            yield a, b


def measure(a, b):
    rms = a.std()
    unit = a / rms, b / rms
    return {
        "rms": rms,
        "si_snr": si_snr(a, b),
        "stft": stft_distance(*unit),
        "mel": mel_distance(*unit, 0),
        "mel_under_2khz": mel_distance(*unit, 0, 2000),
        "mel_over_2khz": mel_distance(*unit, 2000),
    }


def figures():
    windows = list(whole_windows())
    rows = [measure(a, b) for a, b in windows]
    snrs = [row["si_snr"] for row in rows]
    means = {name: np.mean([row[name] for row in rows]) for name in rows[0] if name != "rms"}
    levels = np.array([octave_levels(a, b) for a, b in windows])
    errors = sum(octaves(b - a) for a, b in windows) / sum(octaves(a) for a, _ in windows)
    return {
        "windows": rows,
        "summary": {
            "si_snr": si_snr(*signals()),
            "si_snr_mean": means.pop("si_snr"),
            "si_snr_median": np.median(snrs),
            "si_snr_p5": np.percentile(snrs, 5),
            **means,
        },
        "octaves": list(10 * np.log10(errors)),
        "octave_levels": [list(row) for row in levels],
        "octave_means": list(levels.mean(0)),
        "octave_within": list((np.abs(levels) <= 4).mean(0)),
    }


def rounded(value):
    if isinstance(value, dict):
        return {name: rounded(part) for name, part in value.items()}
    if isinstance(value, list):
        return [rounded(part) for part in value]
    return round(float(value), 6)


def flat(value, name=""):
    """Each number by where it stands: windows.0.rms."""
    if not isinstance(value, (dict, list)):
        return {name: value}
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    return {path: x for key, part in parts for path, x in flat(part, f"{name}.{key}").items()}


def main():
    found = rounded(figures())
    if len(sys.argv) == 1:
        print(json.dumps(found, indent=2))
        return 0
    with open(sys.argv[1]) as file:
        found, wanted = flat(found), flat(json.load(file))
    wrong = [
        f"{name}: {found.get(name)}, not {wanted.get(name)}"
        for name in found | wanted
        if not abs(found.get(name, np.inf) - wanted.get(name, np.inf)) < 2e-6
    ]
    print("\n".join(wrong or ["all figures are those of numpy"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
