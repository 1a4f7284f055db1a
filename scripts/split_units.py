#!/usr/bin/env python3
"""Doubles the units of a trained model with a Heaviside quantizer, as the start of a sparser one:
split_units.py MODEL.safetensors THRESHOLD OUT.safetensors

A unit that says the sign of its pre-activation l becomes two, H(l - THRESHOLD) and H(-l - THRESHOLD),
with THRESHOLD in standard deviations of l. The decoder reads events as +-1 and takes half of the
unit's weights from one and half of them, negated, from the other: at THRESHOLD 0 it hears exactly
what it heard before, at a higher one nothing of a unit where both are silent.
"""
import json
import struct
import sys

FORMATS = {"F16": "e", "I64": "q"}  # safetensors' types as those of struct
DECODER_INPUT = "decoder_context.input.weight"  # [width, units, kernel]


def read(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    config = json.loads(header.pop("__metadata__")["config"])
    header.pop("event_tables", None)  # other units fire otherwise
    return config, {name: (entry["dtype"], entry["shape"], unpacked(entry["dtype"], data[slice(*entry["data_offsets"])]))
                    for name, entry in header.items()}


def unpacked(dtype, data):
    code = FORMATS[dtype]
    return struct.unpack(f"<{len(data) // struct.calcsize(code)}{code}", data)


def write(path, config, tensors):
    header, data = {"__metadata__": {"config": json.dumps(config)}}, b""
    for name, (dtype, shape, values) in tensors.items():
        packed = struct.pack(f"<{len(values)}{FORMATS[dtype]}", *values)
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(packed)]}
        data += packed
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def split_decoder_input(dtype, shape, values):
    row = shape[1] * shape[2]
    halves = [[v / 2 for v in values[i:i + row]] for i in range(0, len(values), row)]
    doubled = [v for half in halves for v in half + [-w for w in half]]
    return dtype, [shape[0], 2 * shape[1], shape[2]], doubled


def split_quantizer(tensors, threshold):
    spread = [abs(v) for v in tensors["quantizer.norm.weight"][2]]
    for name, (dtype, shape, values) in tensors.items():
        if not name.startswith("quantizer.") or not shape:
            continue
        sign = 1 if name in ("quantizer.norm.weight", "quantizer.norm.running_var") else -1
        doubled = [*values, *(sign * v for v in values)]
        if name == "quantizer.norm.bias":
            doubled = [v - threshold * s for v, s in zip(doubled, 2 * spread)]
        tensors[name] = (dtype, [2 * shape[0], *shape[1:]], doubled)


def main():
    source, threshold, out = sys.argv[1], float(sys.argv[2]), sys.argv[3]
    config, tensors = read(source)
    config["units"] *= 2
    tensors[DECODER_INPUT] = split_decoder_input(*tensors[DECODER_INPUT])
    split_quantizer(tensors, threshold)
    write(out, config, tensors)


main()
