#!/usr/bin/env python3
"""How far a codec smears attacks into the time before them: attacks.py [--above HZ] [--rise DB] REF TEST…

Finds the attacks of each original REF, moments where the 30 ms that follow are at least DB (20) louder than
the 30 ms before, and by how many dB its decode TEST, of the same time line, is louder than it in those 30 ms
before: 0 at best. Prints the median of all attacks of all recordings, what nine in ten stay under, and how
many attacks there are; of what lies over HZ (0: of everything).

Reads mono WAVs of 16 bits. scripts/attacks.sh makes them.
"""
import argparse
import array
import itertools
import math
import operator
import sys
import wave

SLICE = 0.005  # seconds, what is measured at once
WINDOW = 6  # slices before and behind an attack
GUARD = 1  # slices before an attack that are its own rise
FAINTEST = 16.0  # energy of a sample that nobody hears, of 16 bits


class AttacksError(Exception):
    pass


def samples_of(path):
    try:
        with wave.open(path) as file:
            if file.getnchannels() != 1 or file.getsampwidth() != 2:
                raise AttacksError(f'{path}: no mono WAV of 16 bits')
            samples = array.array('h', file.readframes(file.getnframes()))
            if sys.byteorder == 'big':
                samples.byteswap()
            return samples, file.getframerate()
    except (wave.Error, EOFError) as error:
        raise AttacksError(f'{path}: {error}') from None
    except OSError as error:
        raise AttacksError(f'{path}: {error.strerror}') from None


def high_pass(samples, frequency, rate):
    """Butterworth of second order (R. Bristow-Johnson's cookbook)."""
    angle = 2 * math.pi * frequency / rate
    alpha = math.sin(angle) / math.sqrt(2)
    scale = 1 / (1 + alpha)
    gain = (1 + math.cos(angle)) / 2 * scale
    back1, back2 = 2 * math.cos(angle) * scale, (alpha - 1) * scale
    x1 = x2 = y1 = y2 = 0.0
    out = []
    for x in samples:
        y = gain * (x - 2 * x1 + x2) + back1 * y1 + back2 * y2
        out.append(y)
        x2, x1, y2, y1 = x1, x, y1, y
    return out


def energies(path, above):
    """Of each slice, from the begin up to it: sums that grow."""
    samples, rate = samples_of(path)
    if above:
        samples = high_pass(samples, above, rate)
    size = round(SLICE * rate)
    return list(itertools.accumulate(
        (sum(map(operator.mul, part, part)) + FAINTEST * size
         for part in (samples[i:i + size] for i in range(0, len(samples) - size + 1, size))),
        initial=0.0))


def decibels(ratio):
    return 10 * math.log10(ratio)


def attacks(sums, rise):
    """Slices that attacks begin with: where it rises most within a window to each side."""
    count = len(sums) - 1
    rises = [0.0] * count
    for i in range(WINDOW + GUARD, count - WINDOW):
        before = sums[i - GUARD] - sums[i - GUARD - WINDOW]
        rises[i] = (sums[i + WINDOW] - sums[i]) / before
    least = 10 ** (rise / 10)
    return [i for i in range(WINDOW + GUARD, count - WINDOW)
            if rises[i] >= least and rises[i] == max(rises[i - WINDOW:i + WINDOW + 1])]


def louder_before(reference, test, options):
    """Of each attack, in dB."""
    wanted, found = (energies(path, options.above) for path in (reference, test))
    return [decibels((found[i - GUARD] - found[i - GUARD - WINDOW]) /
                     (wanted[i - GUARD] - wanted[i - GUARD - WINDOW]))
            for i in attacks(wanted, options.rise) if i < len(found)]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, usage=argparse.SUPPRESS)
    parser.add_argument('--above', type=float, default=0.0)
    parser.add_argument('--rise', type=float, default=20.0)
    parser.add_argument('recordings', nargs='+')
    options = parser.parse_args()
    if len(options.recordings) % 2 != 0:
        parser.error('an original and its decode expected, and so on')
    pairs = zip(options.recordings[::2], options.recordings[1::2])
    louder = sorted(itertools.chain.from_iterable(
        louder_before(reference, test, options) for reference, test in pairs))
    if not louder:
        print('no attacks')
        return
    print(f'median {louder[len(louder) // 2]:.2f} dB, nine in ten under {louder[9 * len(louder) // 10]:.2f} dB, '
          f'{len(louder)} attacks')


if __name__ == '__main__':
    try:
        main()
    except AttacksError as error:
        sys.exit(f'attacks.py: {error}')
