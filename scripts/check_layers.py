#!/usr/bin/env python3
"""Holds every #include of a source tree to the README's table of folders: check_layers.py [ROOT].

A folder may include its own headers, spk/, and what its row's last column names, LibTorch likewise.
"""
import pathlib
import re
import sys


def table(readme):
    """What each folder may use: names as its row has them, in `backquotes` or plain."""
    rows = re.findall(r"^\| `src/(\w+)` \|.*\| (.*) \|$", readme, re.MULTILINE)
    return {room: (set(re.findall(r"`(\w+)`", uses)) | {room}, uses) for room, uses in rows}


def forbidden(room, include, rooms):
    named, uses = rooms[room]
    folder = include.split("/")[0]
    if uses == "all" or folder in named:
        return False
    return folder in rooms or folder in ("torch", "ATen", "c10") and "LibTorch" not in uses


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1])
    rooms = table((root / "README.md").read_text())
    wrong = [f"src/{room} is not in the README's table"
             for room in sorted(p.name for p in (root / "src").iterdir() if p.is_dir()) if room not in rooms]
    for source in sorted(root.glob("src/**/*.[ch]*")):
        room = source.relative_to(root).parts[1]
        for include in re.findall(r'^#include [<"]([^>"]+)[>"]', source.read_text(), re.MULTILINE):
            if room in rooms and forbidden(room, include, rooms):
                wrong.append(f"{source.relative_to(root)}: may not include {include}")
    print("\n".join(wrong or ["every include is allowed"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
