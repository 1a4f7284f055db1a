#!/usr/bin/env python3
"""What small networks put out, a second time: from the definitions, number by number, with nothing but
Python: reference_activations.py [ACTIVATIONS].

Weights and inputs are formulas of reference_activations_test.cpp. Prints what comes out, or says
whether ACTIVATIONS (reference_activations.json) holds the same. A signal is a list of channels, each
a list of numbers.
"""
import cmath
import json
import math
import sys


def weight(name, *shape):
    """The parameter of that name, row by row; a gain is large enough for the signal to come through."""
    start = sum(name.encode())
    middle = 2.5 if name.endswith(".gain") else 0

    def fill(first, dims):
        if not dims:
            return middle + 0.6 * math.sin(1.3 * first + 0.37 * first * first + start)
        size = math.prod(dims[1:])
        return [fill(first + i * size, dims[1:]) for i in range(dims[0])]

    return fill(0, shape)


def signal(channels, length):
    def at(c, t):
        return math.sin(0.9 * t + 2 * c + 0.5) + 0.3 * math.cos(2.7 * t)

    return [[at(c, t) for t in range(length)] for c in range(channels)]


def each(function, x):
    return [[function(value) for value in row] for row in x]


def add(a, b):
    return [[p + q for p, q in zip(x, y)] for x, y in zip(a, b)]


def transpose(x):
    return [list(row) for row in zip(*x)]


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def silu(x):
    return x * sigmoid(x)


def elu(x):
    return x if x > 0 else math.expm1(x)


def gelu(x):
    return x * (1 + math.erf(x / math.sqrt(2))) / 2


# Convolutions


def conv(x, kernel, bias, stride=1):
    """kernel: [out, in, size]; no padding."""
    size = len(kernel[0][0])
    starts = range(0, len(x[0]) - size + 1, stride)
    return [
        [b + sum(w * x[c][t + k] for c, taps in enumerate(rows) for k, w in enumerate(taps)) for t in starts]
        for rows, b in zip(kernel, bias)
    ]


def zero_padded(x, left, right):
    return [[0.0] * left + row + [0.0] * right for row in x]


def named_conv(x, name, out, size, around=0, stride=1):
    padded = zero_padded(x, around, around)
    return conv(padded, weight(name + ".weight", out, len(x), size), weight(name + ".bias", out), stride)


def depthwise(x, name, size):
    kernel, bias = weight(name + ".weight", len(x), 1, size), weight(name + ".bias", len(x))
    padded = zero_padded(x, size // 2, size // 2)
    return [conv([row], [taps], [b])[0] for row, taps, b in zip(padded, kernel, bias)]


def linear(rows, name, out, bias=True):
    """rows: [T, in] -> [T, out]."""
    matrix = weight(name + ".weight", out, len(rows[0]))
    shift = weight(name + ".bias", out) if bias else [0.0] * out
    return [[s + sum(w * v for w, v in zip(line, row)) for line, s in zip(matrix, shift)] for row in rows]


# Normalisation


def normalised(values, epsilon=1e-5):
    mean = sum(values) / len(values)
    variance = sum((v - mean) ** 2 for v in values) / len(values)
    return [(v - mean) / math.sqrt(variance + epsilon) for v in values]


def layer_norm(rows, name):
    scale, shift = weight(name + ".weight", len(rows[0])), weight(name + ".bias", len(rows[0]))
    return [[v * a + b for v, a, b in zip(normalised(row), scale, shift)] for row in rows]


def step_norm(x, name):
    return transpose(layer_norm(transpose(x), name))


def group_norm(x, name, groups):
    width, length = len(x) // groups, len(x[0])
    scale, shift = weight(name + ".weight", len(x)), weight(name + ".bias", len(x))
    out = []
    for g in range(groups):
        flat = normalised([v for row in x[g * width : (g + 1) * width] for v in row])
        out += [flat[i * length : (i + 1) * length] for i in range(width)]
    return [[v * a + b for v in row] for row, a, b in zip(out, scale, shift)]


# SEANet


def with_norm(direction, gain):
    """Weight norm: the kernels of the first dimension have the lengths of the gains."""
    lengths = [math.sqrt(sum(v * v for taps in rows for v in taps)) for rows in direction]
    return [[[v * g[0][0] / n for v in taps] for taps in rows] for rows, g, n in zip(direction, gain, lengths)]


def seanet_weight(net, name, *shape):
    direction = weight(name + ".weight", *shape)
    return with_norm(direction, weight(name + ".gain", shape[0], 1, 1)) if net["weight_norm"] else direction


def padded(x, left, right, reflect):
    if not reflect:
        return zero_padded(x, left, right)
    extra = max(0, max(left, right) + 1 - len(x[0]))
    out = []
    for row in x:
        row = row + [0.0] * extra
        row = row[left:0:-1] + row + row[-2 : -2 - right : -1]
        out.append(row[: len(row) - extra])
    return out


def padded_conv(net, x, name, out, size, stride=1):
    around = size - stride
    behind = 0 if net["causal"] else around // 2
    missing = -len(x[0]) % stride
    x = padded(x, around - behind, behind + missing, net["reflect"])
    return conv(x, seanet_weight(net, name, out, len(x), size), weight(name + ".bias", out), stride)


def upsampling_conv(net, x, name, out, stride):
    """A transposed convolution with a kernel of two strides, cut to whole strides."""
    kernel, bias = seanet_weight(net, name, len(x), out, 2 * stride), weight(name + ".bias", out)
    steps = len(x[0])
    full = [[b] * ((steps + 1) * stride) for b in bias]
    for c, row in enumerate(x):
        for t, value in enumerate(row):
            for o in range(out):
                for k in range(2 * stride):
                    full[o][t * stride + k] += value * kernel[c][o][k]
    cut = 0 if net["causal"] else stride - stride // 2
    return [row[cut : cut + steps * stride] for row in full]


def residual_unit(net, x, name):
    y = padded_conv(net, each(elu, x), name + ".narrow", len(x) // 2, 3)
    y = padded_conv(net, each(elu, y), name + ".widen", len(x), 1)
    return add(x if net["true_skip"] else padded_conv(net, x, name + ".skip", len(x), 1), y)


def with_lstm(x, name):
    size = len(x)
    state, cell = [0.0] * size, [0.0] * size
    out = []
    for step in transpose(x):
        from_input = gates(step, name, "ih")
        from_state = gates(state, name, "hh")
        total = [a + b for a, b in zip(from_input, from_state)]
        keep, forget, new, show = (total[i * size : (i + 1) * size] for i in range(4))
        cell = [sigmoid(f) * c + sigmoid(i) * math.tanh(g) for i, f, g, c in zip(keep, forget, new, cell)]
        state = [sigmoid(o) * math.tanh(c) for o, c in zip(show, cell)]
        out.append([s + v for s, v in zip(state, step)])
    return transpose(out)


def gates(values, name, kind):
    matrix = weight(f"{name}.weight_{kind}_l0", 4 * len(values), len(values))
    bias = weight(f"{name}.bias_{kind}_l0", 4 * len(values))
    return [b + sum(w * v for w, v in zip(row, values)) for row, b in zip(matrix, bias)]


def spectral_stem(net, audio):
    size, hop = net["stft_window"], net["stft_hop"]
    frames = -(-len(audio) // hop)
    before = (size - hop) // 2
    audio = [0.0] * before + audio + [0.0] * (size + hop)
    hann = [0.5 - 0.5 * math.cos(2 * math.pi * i / size) for i in range(size)]
    energy = math.sqrt(sum(h * h for h in hann))
    rows = []
    for f in range(frames):
        frame = [h / energy * v for h, v in zip(hann, audio[f * hop :])]
        bins = [
            sum(v * cmath.exp(-2j * math.pi * k * i / size) for i, v in enumerate(frame)) for k in range(size // 2)
        ]
        bins = [b * (abs(b) ** 2 + 1e-10) ** -0.25 for b in bins]
        rows.append([b.real for b in bins] + [b.imag for b in bins])
    return transpose(linear(rows, "stem.linear", net["channels"][0]))


def seanet_encoder(net, audio):
    channels, at = net["channels"], 0
    if "stft_window" in net:
        x = spectral_stem(net, audio)
    else:
        x, at = padded_conv(net, [audio], "stages.0", channels[0], net["kernel"]), 1
    for i, stride in enumerate(net["strides"]):
        x = residual_unit(net, x, f"stages.{at}")
        x = padded_conv(net, each(elu, x), f"stages.{at + 2}", channels[i + 1], 2 * stride, stride)
        at += 3
    if net["lstm"]:
        x = with_lstm(x, "lstm")
    if net["dimension"]:
        x = padded_conv(net, each(elu, x), "head.1", net["dimension"], net["kernel"])
    return x


def seanet_decoder(net, x):
    channels = net["channels"]
    x = padded_conv(net, x, "first.0", net["dimension"], 1)
    x = padded_conv(net, x, "first.1", channels[-1], net["kernel"])
    if net["lstm"]:
        x = with_lstm(x, "lstm")
    at = 0
    for i in reversed(range(len(net["strides"]))):
        x = upsampling_conv(net, each(elu, x), f"stages.{at + 1}", channels[i], net["strides"][i])
        x = residual_unit(net, x, f"stages.{at + 2}")
        at += 3
    return padded_conv(net, each(elu, x), f"stages.{at + 1}", 1, net["kernel"])


# Context


def convolution_context(x, width, prompt):
    x = named_conv(x, "input", width, 3, 1)
    row = weight("prompt.weight", 3, width)[prompt]
    x = [[v + math.sqrt(width) * p for v in channel] for channel, p in zip(x, row)]
    for i in range(2):
        name = f"blocks.{i}"
        y = step_norm(depthwise(x, name + ".depthwise", 5), name + ".norm")
        y = named_conv(each(silu, named_conv(y, name + ".widen", 2 * width, 1)), name + ".narrow", width, 1)
        scale = weight(name + ".scale", 1)[0]
        x = add(x, each(lambda v: scale * v, y))
    return x


def half_step(rows, name):
    width = len(rows[0])
    y = linear(each(silu, linear(layer_norm(rows, name + ".0"), name + ".1", 2 * width)), name + ".3", width)
    return add(rows, each(lambda v: v / 2, y))


def attention(rows, heads):
    """With the terms of Transformer-XL, eq. 5."""
    steps, width = len(rows), len(rows[0])
    size = width // heads
    parts = linear(rows, "query_key_value", 3 * width)
    query, key, value = ([row[i * width : (i + 1) * width] for row in parts] for i in range(3))
    content, distance = weight("content_bias", heads, 1, size), weight("distance_bias", heads, 1, size)
    turns = [1e-4 ** (i / width) for i in range(0, width, 2)]

    def place(d):
        row = [math.sin(d * w) for w in turns] + [math.cos(d * w) for w in turns]
        return linear([row], "distance", width, bias=False)[0]

    out = [[0.0] * width for _ in rows]
    for h in range(heads):
        part = slice(h * size, (h + 1) * size)
        for t in range(steps):
            scores = []
            for s in range(steps):
                of_content = sum((q + u) * k for q, u, k in zip(query[t][part], content[h][0], key[s][part]))
                of_place = sum((q + v) * r for q, v, r in zip(query[t][part], distance[h][0], place(t - s)[part]))
                scores.append(math.exp((of_content + of_place) / math.sqrt(size)))
            for i in range(size):
                mixed = sum(w * row[h * size + i] for w, row in zip(scores, value))
                out[t][h * size + i] = mixed / sum(scores)
    return linear(out, "attention_out", width)


def convolution_module(x):
    width = len(x)
    y = named_conv(x, "convolution.0", 2 * width, 1)
    y = [[a * sigmoid(b) for a, b in zip(p, q)] for p, q in zip(y[:width], y[width:])]
    y = group_norm(depthwise(y, "convolution.2", 3), "convolution.3", 1)
    return named_conv(each(silu, y), "convolution.5", width, 1)


def conformer(x):
    rows = half_step(transpose(x), "first_half")
    rows = add(rows, attention(layer_norm(rows, "attention_norm"), 2))
    rows = add(rows, transpose(convolution_module(transpose(layer_norm(rows, "convolution_norm")))))
    return transpose(layer_norm(half_step(rows, "second_half"), "final_norm"))


# U-Net


def level_embedding(sigma, features):
    turns = [2 * math.pi * sigma * f for f in weight("level.frequencies", 128)]
    row = [sigma] + [math.sin(t) for t in turns] + [math.cos(t) for t in turns]
    x = each(gelu, linear([row], "level.spread", features))
    for _ in range(2):
        x = each(gelu, linear(x, "level.mix", features))
    return x


def unet_item(x, name, level, context):
    width = len(x)
    inner = named_conv(each(silu, group_norm(x, name + ".first_norm", 8)), name + ".first", width, 3, 1)
    inner = named_conv(each(silu, group_norm(inner, name + ".second_norm", 8)), name + ".second", width, 3, 1)
    steps = [normalised(step, 1e-6) for step in transpose(add(x, inner))]
    change = linear(each(silu, level), name + ".modulation", 2 * width)[0]
    y = transpose([[v * (1 + a) + b for v, a, b in zip(step, change, change[width:])] for step in steps])
    return add(y, named_conv(y + context, name + ".inject", width, 1)) if context else y


def unet_block(x, name, depth, level, context):
    width, factor = 8, 2
    y = named_conv(x, name + ".down", width, factor, 0, factor)
    told = context if depth == 0 else []
    y = unet_item(y, name + ".items_down.0", level, told)
    if depth == 0:
        y = unet_block(y, name + ".deeper", 1, level, context)
    y = unet_item(y, name + ".items_up.0", level, told)
    y = [[v for v in row for _ in range(factor)] for row in y]
    y = named_conv(y, name + ".up", len(x), 3, 1)
    gate = linear(each(silu, level), name + ".skip", len(x))[0]
    return add(x, [[g * v for v in row] for g, row in zip(gate, y)])


def unet(x, sigma, context):
    length = len(x[0])
    level = level_embedding(sigma, 6)
    y = unet_block(zero_padded(x, 0, -length % 4), "top", 0, level, zero_padded(context, 0, len(context[0]) % 2))
    return [row[:length] for row in y]


def activations():
    plain = {"channels": [2, 4], "strides": [2], "kernel": 3, "dimension": 3, "lstm": False, "reflect": False,
             "causal": False, "true_skip": True, "weight_norm": False}
    encodec = plain | {"reflect": True, "lstm": True, "true_skip": False, "weight_norm": True}
    causal = plain | {"channels": [2, 4, 4], "strides": [2, 3], "causal": True, "kernel": 5}
    spectral = plain | {"stft_window": 16, "stft_hop": 4, "dimension": 0}
    audio = signal(1, 13)[0]
    return {
        "seanet_waveform": seanet_encoder(encodec, audio),
        "seanet_causal": seanet_encoder(causal, audio),
        "seanet_spectral": seanet_encoder(spectral, audio),
        "seanet_decoder": seanet_decoder(encodec, signal(2, 5)),
        "seanet_causal_decoder": seanet_decoder(causal, signal(2, 3)),
        "context": convolution_context(signal(3, 7), 4, 1),
        "conformer": conformer(signal(4, 5)),
        "unet": unet(signal(2, 10), 0.3, signal(3, 5)),
    }


def main():
    found = {name: [[round(v, 6) for v in row] for row in x] for name, x in activations().items()}
    if len(sys.argv) == 1:
        rows = ["[" + ",\n  ".join(map(json.dumps, x)) + "]" for x in found.values()]
        print("{" + ",\n".join(f'"{name}": {x}' for name, x in zip(found, rows)) + "}")
        return 0
    with open(sys.argv[1]) as file:
        wanted = json.load(file)

    def flat(x):
        return [v for row in x for v in row]

    wrong = [
        name
        for name in found | wanted
        if list(map(len, found.get(name, []))) != list(map(len, wanted.get(name, [])))
        or any(abs(a - b) > 2e-6 for a, b in zip(flat(found[name]), flat(wanted[name])))
    ]
    print("\n".join(wrong or ["all activations are those of the definitions"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
