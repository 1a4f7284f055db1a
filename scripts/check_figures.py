#!/usr/bin/env python3
"""Holds the figures of README and cards to the models that they are of: check_figures.py SPK [ROOT].

Of each model in ROOT/models, SPK being the program that says what is in its weights:
- its card NAME.md names its identity, and has every figure of its last validation;
- a card's table has no row twice;
- the last of its figures in tests/evaluation/expected_quality.json are of that identity;
- the card, and what stands before a table of the README with rows `spk NAME`, have a date no older than those;
- what such a row says stands in the card too.
So whoever ships other weights must go through both, and a card that was measured anew renews the README.
"""
import json
import os
import pathlib
import re
import subprocess
import sys

FIGURES = ("si_snr", "log_mel", "log_mel_over_2_khz")
DATE = r"\b20\d\d-\d\d-\d\d\b"


def numbers(text):
    return {float(number) for number in re.findall(r"(?<![\w.-])-?\d+\.\d+\b", text)}


def models(spk, root):
    listed = subprocess.run([spk, "models", "--json"], check=True, text=True, stdout=subprocess.PIPE,
                            env=os.environ | {"SPK_MODELS": str(root / "models")}).stdout
    for model in map(json.loads, listed.splitlines()):
        if pathlib.Path(model["file"]).parent == root / "models":
            yield model


def first_pinned(root, model):
    """The date of the first figures of these weights; None where the newest are of others."""
    history = json.loads((root / "tests/evaluation/expected_quality.json").read_text())["history"]
    of_name = [entry for entry in history if entry["model"] == model["name"]]
    if not of_name or of_name[-1]["id"] != model["id"]:
        return None
    return min(entry["date"] for entry in of_name if entry["id"] == model["id"])


def newest(text):
    return max(re.findall(DATE, text), default="")


def rows_twice(text):
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        rows = table.splitlines()
        yield from sorted({row for row in rows if rows.count(row) > 1})


def wrong_in_card(model, card, date):
    if model["id"] not in card:
        yield f"does not name its weights, {model['id']}"
    if newest(card) < date:
        yield f"its newest date is before {date}, when these weights were pinned"
    said = numbers(card)
    for name, figures in model["card"].get("validation", {}).items():
        for figure in FIGURES:
            # Rounded to two digits once or twice.
            if not any(abs(figures[figure] - number) < 0.0061 for number in said):
                yield f"the last validation's {figure} of {name}, {figures[figure]}, is missing"
    for row in rows_twice(card):
        yield f"a row stands twice: {row}"


def wrong_in_readme(name, readme, card, date):
    said = numbers(card)
    for before, table in re.findall(r"((?:^[^|\n].*\n)+)\n((?:^\|.*\n)+)", readme, re.MULTILINE):
        rows = re.findall(rf"^\| spk {name}, .*", table, re.MULTILINE)
        if rows and newest(before) < date:
            yield f"the table of {name} has a date before {date}, when its weights were pinned"
        for row in rows:
            for number in sorted(numbers(row) - said):
                yield f"models/{name}.md has no {number}, as here: {row}"


def main():
    spk = sys.argv[1]
    root = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else pathlib.Path(__file__).parents[1]).resolve()
    readme = (root / "README.md").read_text()
    wrong = []
    for model in models(spk, root):
        name = model["name"]
        card = (root / f"models/{name}.md").read_text()
        date = first_pinned(root, model)
        if date is None:
            wrong.append(f"expected_quality.json: its last figures of {name} are not of {model['id']}")
        wrong += [f"models/{name}.md: {what}" for what in wrong_in_card(model, card, date or "")]
        wrong += [f"README.md: {what}" for what in wrong_in_readme(name, readme, card, date or "")]
    print("\n".join(wrong or ["every figure is of the models that are here"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
