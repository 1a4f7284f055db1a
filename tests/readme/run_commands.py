#!/usr/bin/env python3
"""Runs the commands that stand under one heading of the README, each as it is written there, in a folder of
its own in which what it names lies ready: run_commands.py SOURCE HEADING. Exit code 77: there are none.

Of other machines and of the loudspeaker there are stand-ins, recordings are short, and the recipe of training
is a small one.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(sys.argv[1]).resolve()
HEADING = sys.argv[2]
CLIP = SOURCE / "tests/clip/chopin_op10_no3.flac"

# What does more than a test may, or needs what cannot be counted on: it is there, and bash can read it.
ONLY_READ = {"scripts/demo.sh": "installs and builds", "scripts/test.sh": "is the tests",
             "scripts/compare_peers.sh": "needs the other codecs", "scripts/pin_quality.sh": "changes the tree",
             "scripts/selectivity.sh": "takes many minutes", "scripts/note_probe.sh": "takes many minutes"}
EXIT_CODES = {"spk decode --keep-going hurt.spk": 5}
TABLE = """canonical_composer,canonical_title,split,year,midi_filename,audio_filename,duration
Frédéric Chopin,Étude,train,2004,2004/a.midi,2004/a.wav,2.0
Frédéric Chopin,Étude,validation,2018,2018/b.midi,2018/b.wav,2.0
"""
RECIPE = """{"model": "../configs/compact.json", "steps": 2, "phases": [{"batch": 1, "window_steps": 8}],
             "validation": {"windows": 1, "window_steps": 8}}"""


def commands():
    section = re.split(r"^##? ", (SOURCE / "README.md").read_text(), flags=re.MULTILINE)
    section = next(part for part in section if part.split("\n", 1)[0] == HEADING)
    for block in re.findall(r"^```sh\n(.*?)^```", section, re.MULTILINE | re.DOTALL):
        yield from filter(None, re.sub(r"\\\n\s*", "", block).split("\n"))


def run(*words, **options):
    subprocess.run([str(word) for word in words], check=True, **options)


class Things:
    """Makes what commands name, once; a command gets copies of it."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        self.makers = {
            "*.wav": lambda path: self.cut(path.with_name("one.wav"), 0, 1),
            "*.spk": lambda path: shutil.copy(self.get("a.spk"), path.with_name("one.spk")),
            "a.flac": lambda path: self.cut(path, 0, 2),
            "a.spk": lambda path: self.encode("a.flac", path),
            "concert.flac": lambda path: self.cut(path, 3, 1),
            "in.mp3": self.mp3,
            "x.wav": lambda path: run("sox", CLIP, path, "trim", 0, 21, "repeat", 2),
            "x.spk": lambda path: self.encode("x.wav", path),
            "hurt.spk": self.hurt,
            "list.txt": lambda path: path.write_text("one.wav\n") and self.cut(path.with_name("one.wav"), 0, 1),
            "FILE…": lambda path: self.cut(path, 4, 1, "-t", "flac"),
            "maestro-v3.0.0": self.maestro,
            "DIR": self.maestro,
            "OTHER_DIR": self.recordings,
            "IN": self.recordings,
            "OUT": self.coded,
            "CODED": self.coded,
            "CORPUS": self.corpus,
            "MIDI": lambda path: path.mkdir() or self.midi(path / "a.mid"),
            "a.mid": self.midi,
            "x.mid": self.midi,
            "a.wav": lambda path: self.cut(path, 0, 2),
            "OTHER": self.decoded,
            "mu22.csv": lambda path: run("spk", "eval", self.get("x.wav"), "--windows", path),
            "anna.csv": lambda path: self.ratings(path, 60),
            "ben.csv": lambda path: self.ratings(path, 70),
        }

    def get(self, name):
        path = self.folder / name
        if not path.exists() and name in self.makers:
            self.makers[name](path)
        return path

    def cut(self, path, start, seconds, *options):
        path.parent.mkdir(parents=True, exist_ok=True)
        run("sox", CLIP, *options, path, "trim", start, seconds)

    def encode(self, recording, path):
        run("spk", "encode", "-q", "--refine", 0, self.get(recording), "-o", path)

    def mp3(self, path):  # Debian's sox reads MP3 and does not write it
        run("lame", "--quiet", self.get("*.wav").with_name("one.wav"), path)

    def hurt(self, path):
        data = bytearray(self.get("a.spk").read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)

    def recordings(self, path):
        self.cut(path / "2018/b.wav", 2, 2)

    def maestro(self, path):
        self.recordings(path)
        self.cut(path / "2004/a.wav", 0, 2)
        (path / "maestro-v3.0.0.csv").write_text(TABLE)

    def coded(self, path):
        run("spk", "encode", "-q", "-r", self.get("IN"), "--output-dir", path)
        (path / "encode.jsonl").write_text('{"status":"failed"}\n')

    def midi(self, path):
        track = b"\x18\x90\x3c\x40" * 12
        path.write_bytes(b"MThd\0\0\0\6\0\0\0\1\0\x60MTrk\0\0\0" + bytes([len(track)]) + track)

    def corpus(self, path):
        self.cut(path / "a.flac", 0, 2)
        (path / "manifest.tsv").write_text("midi\tspeed\ttranspose\na.mid\t0.999\t0\n")

    def ratings(self, path, score):
        path.write_text("session_test_id,session_uuid,trial_id,rating_stimulus,rating_score\n"
                        f"t,{score},01,reference,100\nt,{score},01,free,{score}\n")

    def decoded(self, path):
        path.mkdir()
        for recording in self.get("DIR").glob("*/*.wav"):
            shutil.copy(recording, path)


def outputs(command):
    """Files that a command makes, and has to."""
    return re.findall(r"(?:-o|--csv|--json|--windows|>) ([^\s']+[^\s'/])", command)


def prepare(command, things, folder):
    folder.mkdir()
    for name in things.makers:
        if not re.search(rf"(?<![\w./…*-]){re.escape(name)}(?![\w.*-])", command):
            continue
        if name in outputs(command):
            continue
        made = things.get(name)
        if name.startswith("*"):
            name = "one" + name[1:]
            made = things.folder / name
        if name in outputs(command):
            continue
        if name.endswith("list.txt"):
            shutil.copy(things.folder / "one.wav", folder)
        (shutil.copytree if made.is_dir() else shutil.copy)(made, folder / name)
    for name in ("scripts", "models"):
        shutil.copytree(SOURCE / name, folder / name, symlinks=True,
                        ignore=shutil.ignore_patterns("*.safetensors", "*.png", "*.svg"))
    (folder / "models/training/free.json").write_text(RECIPE)
    shutil.copy(pathlib.Path(__file__).parent / "stand_ins/COMMAND", folder / "scripts/meters/notes")
    os.symlink(SOURCE / "models/free.safetensors", folder / "models/NAME.safetensors")
    os.symlink(SOURCE / "models/free.generator.safetensors", folder / "models/NAME.generator.safetensors")


def check(command, things, folder):
    """What is wrong with it, or nothing."""
    script = command.split()[0]
    if script in ONLY_READ:
        run("bash", "-n", SOURCE / script)
        return None if os.access(SOURCE / script, os.X_OK) else "cannot be executed"
    prepare(command, things, folder)
    environment = dict(os.environ, SPK_MODELS=str(folder / "models"), XDG_CACHE_HOME=str(folder / "cache"),
                       PATH=f"{pathlib.Path(__file__).parent.resolve()}/stand_ins:{os.environ['PATH']}")
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=folder, env=environment, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    expected = next((code for start, code in EXIT_CODES.items() if command.startswith(start)), 0)
    if done.returncode != expected:
        return f"exit code {done.returncode}:\n{done.stdout}"
    missing = [name for name in outputs(command) if not (folder / name).exists()]
    return f"did not make {missing}" if missing else None


def main():
    todo = list(commands())
    if not todo:
        return 77
    wrong = 0
    with tempfile.TemporaryDirectory() as scratch:
        things = Things(pathlib.Path(scratch) / "things")
        for number, command in enumerate(todo):
            reason = check(command, things, pathlib.Path(scratch) / str(number))
            print(("ok: " if reason is None else "FAILED: ") + command, flush=True)
            if reason is not None:
                print(reason)
                wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
