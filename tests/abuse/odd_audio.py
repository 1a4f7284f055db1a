#!/usr/bin/env python3
"""Makes audio files that are cut off, damaged, unusual or not what their headers say, and holds
`spk encode` and `spk decode` to what they promise of them: length, rate, channels and level of what comes
back, and the warning that is due, or none.

odd_audio.py

The files are made anew each time, by libsndfile and libFLAC and then by hand.
"""
import array
import ctypes
import ctypes.util
import math
import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import wave

RATE, SECONDS = 44100, 3
WAV, AIFF, AU, FLAC, OGG, MP3, W64, CAF, RF64 = (
    0x010000, 0x020000, 0x030000, 0x170000, 0x200000, 0x230000, 0x0B0000, 0x180000, 0x220000)
PCM16, PCM24, PCM8, FLOAT, DOUBLE, ULAW, IMA, MS = 2, 3, 5, 6, 7, 0x10, 0x12, 0x13
VORBIS, OPUS, LAYER3 = 0x60, 0x64, 0x82


class SfInfo(ctypes.Structure):
    _fields_ = [("frames", ctypes.c_int64)] + [
        (name, ctypes.c_int) for name in ("samplerate", "channels", "format", "sections", "seekable")]


def library(name):
    loaded = ctypes.CDLL(ctypes.util.find_library(name))
    for function, result in (("sf_open", ctypes.c_void_p), ("FLAC__stream_encoder_new", ctypes.c_void_p)):
        if hasattr(loaded, function):
            getattr(loaded, function).restype = result
    return loaded


SNDFILE, LIBFLAC = library("sndfile"), library("FLAC")


def tone(rate=RATE, seconds=SECONDS, channels=1):
    """A chord that swells: little to code at first, much in the end."""
    samples = array.array("f")
    for i in range(int(rate * seconds)):
        t = i / rate
        x = sum(math.sin(2 * math.pi * f * t) for f in (220, 277.2, 329.6)) * 0.2 * t / seconds
        samples.extend([x] * channels)
    return samples


def sound(path, kind, rate=RATE, channels=1, samples=None):
    """The bytes of a file of libsndfile's."""
    samples = samples or tone(rate, channels=channels)
    info = SfInfo(samplerate=rate, channels=channels, format=kind)
    file = ctypes.c_void_p(SNDFILE.sf_open(os.fsencode(path), 0x20, ctypes.byref(info)))
    assert file.value, f"libsndfile cannot write {kind:x}"
    variable = ctypes.c_int(2)
    SNDFILE.sf_command(file, 0x1305, ctypes.byref(variable), 4)
    pointer = (ctypes.c_float * len(samples)).from_buffer(samples)
    for first in range(0, len(samples), 4096 * channels):  # libvorbis keeps a block on the stack
        count = min(4096 * channels, len(samples) - first)
        SNDFILE.sf_write_float(file, ctypes.byref(pointer, 4 * first), ctypes.c_int64(count))
    SNDFILE.sf_close(file)
    return pathlib.Path(path).read_bytes()


def flac(path, bits, ogg=False, rate=RATE):
    """FLAC of a width that libsndfile does not write."""
    encoder = ctypes.c_void_p(LIBFLAC.FLAC__stream_encoder_new())
    for what, value in (("bits_per_sample", bits), ("channels", 1), ("sample_rate", rate),
                        ("streamable_subset", 0)):
        getattr(LIBFLAC, "FLAC__stream_encoder_set_" + what)(encoder, value)
    start = "FLAC__stream_encoder_init_ogg_file" if ogg else "FLAC__stream_encoder_init_file"
    assert getattr(LIBFLAC, start)(encoder, os.fsencode(path), None, None) == 0
    samples = [round(x * 2 ** (bits - 1)) for x in tone(rate)]
    LIBFLAC.FLAC__stream_encoder_process_interleaved(
        encoder, (ctypes.c_int32 * len(samples))(*samples), len(samples))
    assert LIBFLAC.FLAC__stream_encoder_finish(encoder)
    return pathlib.Path(path).read_bytes()


def zeroed(data, word):
    assert word in data
    return data.replace(word, bytes(len(word)), 1)


def wav_header_says(wav, riff, size, rest=b""):
    return wav[:4] + struct.pack("<I", riff) + wav[8:40] + struct.pack("<I", size) + wav[44:] + rest


def half(data):
    return data[: len(data) // 2]


def cases(make):
    """(file name, bytes, frames of the least and the most, rate, channels, the warning due)."""
    whole = RATE * SECONDS
    def case(name, data, frames=(whole, whole), rate=RATE, channels=1, warning=None):
        return name, data, frames if isinstance(frames, tuple) else (frames, frames), rate, channels, warning

    wav, mp3, ogg = make(WAV | PCM16), make(MP3 | LAYER3), make(OGG | VORBIS)
    flac16, aiff, au = make(FLAC | PCM16), make(AIFF | PCM16), make(AU | PCM16)
    chunk = b"LIST" + struct.pack("<I", 26) + b"INFOINAM" + struct.pack("<I", 14) + b"hello, world!\0"
    some = (whole // 5, whole - 1)
    padded = (whole, whole + 3 * 1152)  # what ADPCM and MP3 add, which work in blocks

    for rate in (8000, 11025, 22050, 48000, 96000, 192000):
        yield case(f"rate {rate}.wav", make(WAV | PCM16, rate), rate * SECONDS, rate)
    for name, kind in (("8 bit", WAV | PCM8), ("24 bit", WAV | PCM24), ("float", WAV | FLOAT),
                       ("double", WAV | DOUBLE), ("ulaw", WAV | ULAW), ("rf64", RF64 | PCM16),
                       ("w64", W64 | PCM16), ("caf", CAF | PCM16), ("aiff", AIFF | PCM24)):
        yield case(f"kind {name}", make(kind))
    yield case("stereo.wav", make(WAV | PCM16, channels=2), channels=2)
    yield case("ima.wav", make(WAV | IMA), padded)
    for bits in (8, 12, 15, 20, 24):
        yield case(f"{bits} bit.flac", flac(make.path, bits))
    yield case("in ogg.oga", flac(make.path, 16, ogg=True))
    yield case("one sample.wav", make(WAV | PCM16, samples=array.array("f", [0.5])), 1)
    yield case("none.wav", wav_header_says(wav[:44], 36, 0), 0)

    yield case("vbr.mp3", mp3, padded)
    yield case("vbr without a count.mp3", zeroed(mp3, b"Xing"), (whole, whole + 4 * 1152))
    yield case("junk in front.mp3", bytes(b"j" * 3000) + mp3, padded)
    yield case("twice.mp3", zeroed(mp3, b"Xing") * 2, (2 * whole, 2 * whole + 8 * 1152))
    yield case("damaged.mp3", mp3[:6000] + b"U" * 1500 + mp3[7500:], (whole - 20 * 1152, whole + 1152),
               warning="damaged")
    for name, data in (("mp3", mp3), ("opus", make(OGG | OPUS, 48000)), ("au", au),
                       ("adpcm", make(WAV | MS)), ("wav", wav), ("aiff", aiff), ("flac", flac16)):
        rate = 48000 if name == "opus" else RATE
        yield case(f"half {name}", half(data), (rate // 2, rate * SECONDS - 1), rate, warning="truncated")
    yield case("last page lost.ogg", ogg[: ogg.rindex(b"OggS")], some, warning="truncated")
    yield case("two streams.ogg", ogg + make(OGG | VORBIS), warning="holds 2 streams")
    yield case("tag behind.flac", flac16 + b"TAG" + b"x" * 125)
    yield case("zeros behind.flac", flac16 + bytes(4000))
    yield case("junk behind.flac", flac16 + b"j" * 500, warning="500 bytes behind its end")
    yield case("frame damaged.flac", flac16[:-9000] + b"U" * 40 + flac16[-8960:], warning="damaged")
    yield case("empty sizes.wav", wav_header_says(wav, 0, 0, chunk))
    yield case("endless sizes.wav", wav_header_says(wav, 2**32 - 1, 2**32 - 1, chunk))
    yield case("no size.au", au[:8] + bytes(4) + au[12:])
    for name, odd in (("huge", 1e30), ("nan", math.nan), ("inf", math.inf)):
        samples = tone()
        samples[RATE] = odd
        yield case(f"{name}.wav", make(WAV | FLOAT, samples=samples), warning="coded as zero")


def loudness(samples):
    return math.sqrt(sum(x * x for x in samples) / max(1, len(samples)))


def check(case, back, warnings):
    """What is wrong, as sentences."""
    name, _, (least, most), rate, channels, due = case
    if due is None and warnings:
        yield f"warns: {warnings}"
    if due is not None and not any(due in warning for warning in warnings):
        yield f"{due!r} is due, and it says {warnings}"
    if not back.exists():
        yield "was not decoded"
        return
    with wave.open(str(back)) as audio:
        found = (audio.getframerate(), audio.getnchannels())
        frames = audio.getnframes()
        samples = array.array("h", audio.readframes(frames))
    if found != (rate, channels):
        yield f"comes back with {found} for rate and channels"
    if not least <= frames <= most:
        yield f"comes back with {frames} frames, {least} to {most} were there"
    if frames > rate and due != "truncated":  # the swell is all there
        error = 20 * math.log10(max(1e-9, loudness(samples) / 32768) / loudness(tone(8000)))
        if abs(error) > 2:
            yield f"comes back with {error:+.1f} dB"


class Maker:
    def __init__(self, path):
        self.path = path

    def __call__(self, *arguments, **more):
        return sound(self.path, *arguments, **more)


def main():
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        for folder in ("odd", "coded", "back"):
            os.mkdir(folder)
        made = list(cases(Maker("made")))
        for name, data, *_ in made:
            pathlib.Path("odd", name).write_bytes(data)
        encode = subprocess.run(
            ["spk", "encode", "-q", "--refine", "0", "-o", "coded/"] + [f"odd/{case[0]}" for case in made],
            stderr=subprocess.PIPE, text=True, check=False)
        decode = subprocess.run(["spk", "decode", "-q", "--steps", "0", "-r", "coded", "-o", "back/"],
                                check=False)
        wrong = 0
        said = re.findall(r"^spk: odd/(.*?): (.*)$", encode.stderr, re.MULTILINE)
        if len(said) != len(encode.stderr.splitlines()):
            print(f"something else writes to standard error:\n{encode.stderr}")
            wrong += 1
        for case in made:
            stem = case[0].rsplit(".", 1)[0] if "." in case[0] else case[0]
            problems = list(check(case, pathlib.Path("back", stem + ".wav"),
                                  [text for name, text in said if name == case[0]]))
            for problem in problems:
                print(f"{case[0]}: {problem}")
            wrong += len(problems)
        if encode.returncode or decode.returncode:
            print(f"exit codes {encode.returncode}, {decode.returncode}")
            wrong += 1
        os.chdir("/")
    print(f"{len(made)} odd files, {wrong} problems")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
