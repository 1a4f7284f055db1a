#!/usr/bin/env python3
"""Computes the constants of comparison_test.cpp a second time, from the definitions, with numpy
alone: run it with Debian's python3-numpy. The signals are those of test_signals.h."""
import numpy as np

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


x, y = signals()
print(f"whole: {si_snr(x, y):.6f}")
figures = []
errors, references = np.zeros(8), np.zeros(8)
for begin in (0, 6, 12, 18):
    a, b = (s[begin * RATE : (begin + 6) * RATE] for s in (x, y))
    rms = a.std()
    if rms < 1e-3 or 20 * np.log10(rms / x.std()) < -45:
        print(f"{begin} s: silent")
        continue
    a1, b1 = a / rms, b / rms
    row = [rms, si_snr(a, b), stft_distance(a1, b1), mel_distance(a1, b1, 0)]
    row += [mel_distance(a1, b1, 0, 2000), mel_distance(a1, b1, 2000)]
    print(f"{begin} s:", ", ".join(f"{value:.6f}" for value in row))
    figures.append(row)
    errors += octaves(b - a)
    references += octaves(a)
print("means:", ", ".join(f"{value:.6f}" for value in np.mean(figures, axis=0)))
snrs = [row[1] for row in figures]
print(f"median {np.median(snrs):.6f}, 5th percentile {np.percentile(snrs, 5):.6f}")
print("octaves:", ", ".join(f"{value:.6f}" for value in 10 * np.log10(errors / references)))
