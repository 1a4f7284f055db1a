#!/usr/bin/env python3
"""Damages .spk files in every way that is known to have found something, and holds the program to what
it promises of damage.

mutate_spk.py GOLDEN [--count N] [--seed S] [--decode FILE]

Of each mutant of the golden files: `spk test` and `spk info --json` end with 0, 4 or 5 and agree, and the
independent reader finds the same segments and length. With --decode, a file whose model is installed,
mutants of that one are decoded with --keep-going too: what comes out is as long as the reader says.
Everything ends in seconds, in little memory, and leaves no files. The same seed makes the same mutants.
"""
import argparse
import importlib.util
import json
import os
import pathlib
import random
import resource
import struct
import subprocess
import sys
import tempfile
import zlib

SECONDS = 20
MEGABYTES = {"test": 200, "info": 200, "decode": 1500}


def load_reader(golden):
    spec = importlib.util.spec_from_file_location("read_spk", golden / "read_spk.py")
    reader = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reader)
    return reader


def split(data, reader):
    """Header and chunks of a file that is whole."""
    at, chunks = 36, []
    while at < len(data):
        end = reader.read_chunk(data, at)[2]
        chunks.append(data[at:end])
        at = end
    return data[:36], chunks


def sealed(body):
    return body + struct.pack("<I", zlib.crc32(body))


def mutant(data, others, draw, reader):
    """One damaged copy, and what was done to it."""
    header, chunks = split(data, reader)
    kind = draw.choice(["flip", "truncate", "extend", "splice", "repeat", "swap", "remove", "length",
                        "end", "header", "body", "zero"])
    place = draw.randrange(len(chunks))
    if kind == "flip":
        bytes_ = bytearray(data)
        for _ in range(draw.choice([1, 1, 1, 3, 30])):
            bytes_[draw.randrange(len(bytes_))] ^= 1 << draw.randrange(8)
        return kind, bytes(bytes_)
    if kind == "truncate":
        return kind, data[: draw.randrange(len(data))]
    if kind == "extend":
        return kind, data + draw.randbytes(draw.randrange(1, 100))
    if kind == "zero":
        at = draw.randrange(len(data))
        size = draw.randrange(1, 200)
        return kind, data[:at] + bytes(min(size, len(data) - at)) + data[at + size:]
    if kind == "header":
        fields = bytearray(header[:32])
        fields[draw.randrange(5, 32)] = draw.randrange(256)
        return kind, sealed(bytes(fields)) + b"".join(chunks)
    if kind == "splice":
        chunks[place:place] = split(draw.choice(others), reader)[1][: draw.randrange(1, 4)]
    elif kind == "repeat":
        chunks[draw.randrange(len(chunks))] += chunks[place] * draw.choice([1, 1, 2, 300])
    elif kind == "swap":
        other = draw.randrange(len(chunks))
        chunks[place], chunks[other] = chunks[other], chunks[place]
    elif kind == "remove":
        del chunks[place:place + draw.choice([1, 1, 3, 130])]
    elif kind == "length":  # more than there is
        chunks[place] = chunks[place][:1] + draw.choice([b"\xff\xff\x3f", b"\x80\x80\x40", b"\xff\xff\xff"])
    elif kind == "end":  # whatever it may claim
        body = struct.pack("<QII", draw.choice([0, 1, 10**6, 10**9, 1 << 40, 1 << 63]),
                           draw.choice([0, 1, 100, 10**4, (1 << 32) - 1]), draw.getrandbits(32))
        chunks[-1] = sealed(b"\x20\x10" + body)
    elif kind == "body":  # of a right checksum
        body = bytearray(chunks[place][:-4])
        if len(body) > 2:
            body[draw.randrange(2, len(body))] = draw.randrange(256)
        chunks[place] = sealed(bytes(body))
    return kind, header + b"".join(chunks)


def run(command, limit, codes=(0, 4, 5)):
    """(exit code, standard output), or what is wrong."""
    def limit_memory():
        if limit < 1000:  # LibTorch maps far more than it uses
            resource.setrlimit(resource.RLIMIT_AS, (limit << 20, limit << 20))
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, preexec_fn=limit_memory)
    except subprocess.TimeoutExpired:
        return None, f"takes over {SECONDS} s"
    if done.returncode not in codes:
        return None, f"ends with {done.returncode}: {done.stderr.decode(errors='replace')[:200]}"
    return done.returncode, done.stdout


def check(path, reader, folder):
    """What is wrong with what the program makes of the file; None: nothing."""
    tested, said = run(["spk", "test", "-q", path], MEGABYTES["test"])
    if tested is None:
        return "spk test " + said
    code, out = run(["spk", "info", "--json", path], MEGABYTES["info"])
    if code is None:
        return "spk info " + out
    if code != tested:
        return f"spk test ends with {tested}, spk info with {code}"
    if code == 0 or not out:
        return None
    info = json.loads(out)
    mine = [(s["index"], s["channel"], s["steps"]) for s in info["segments"]]
    segments, frames = reader.go_on(pathlib.Path(path).read_bytes())
    if (segments, frames) != (mine, info["frames"]):
        return f"the independent reader finds {len(segments)} segments and {frames} frames, " \
               f"the program {len(mine)} and {info['frames']}"
    return None


def check_decode(path, reader, folder):
    output = os.path.join(folder, "out.raw")
    code, said = run(["spk", "decode", "-q", "-f", "--keep-going", "--steps", "0", "--format", "raw",
                      path, "-o", output], MEGABYTES["decode"], (0, 4, 5, 6))  # 6: it names another model
    if code is None:
        return "spk decode " + said
    size = os.path.getsize(output) if os.path.exists(output) else None
    if size is not None:
        data = pathlib.Path(path).read_bytes()
        expected = reader.go_on(data)[1] * 2 * reader.read_header(data)["source_channels"]
        os.unlink(output)
        if size != expected:
            return f"spk decode makes {size} bytes where {expected} are due"
    left = set(os.listdir(folder)) - {os.path.basename(path)}
    return f"leaves {left}" if left else None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("golden", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--decode", type=pathlib.Path)
    parser.add_argument("--sanitized", action="store_true")
    arguments = parser.parse_args()
    if arguments.sanitized:  # a sanitizer maps terabytes that it never fills
        MEGABYTES.update(dict.fromkeys(MEGABYTES, 10**6))
    reader = load_reader(arguments.golden)
    draw = random.Random(arguments.seed)
    sources = [path.read_bytes() for path in sorted(arguments.golden.glob("good/*.spk"))]
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "mutant.spk")
        for number in range(arguments.count):
            source = arguments.decode.read_bytes() if arguments.decode else draw.choice(sources)
            kind, data = mutant(source, sources, draw, reader)
            pathlib.Path(path).write_bytes(data)
            wrong = check(path, reader, folder)
            if not wrong and arguments.decode:
                wrong = check_decode(path, reader, folder)
            if wrong:
                failed += 1
                print(f"mutant {number} of seed {arguments.seed}, {kind}: {wrong}")
                kept = f"mutant-{arguments.seed}-{number}.spk"
                pathlib.Path(kept).write_bytes(data)
    print(f"{arguments.count} mutants, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
