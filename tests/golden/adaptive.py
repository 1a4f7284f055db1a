"""The adaptive coder of packing family 1, written from src/bitstream/FORMAT.md alone: sections 4.6 and 11."""
import itertools
import struct

DENSITIES, LOGITS, SINCES, SURPRISES, TIMES, BUCKETS = 16, 24, 12, 9, 9, 33
OWN_STEPS, MAX_LOGIT = 6, 3071


def squash_table():
    table, power = [], 1 << 32
    for _ in range(MAX_LOGIT + 1):
        table.append(min((1 << 48) // ((1 << 32) + power), 65535))
        power = (power * 4278222805 + (1 << 31)) >> 32
    return table


SQUASH = squash_table()


def squash(logit):
    return SQUASH[logit] if logit >= 0 else 65536 - SQUASH[-logit]


def stretch_table():
    table, logit = [], -MAX_LOGIT
    for i in range(4096):
        while logit < MAX_LOGIT and squash(logit) < 16 * i + 8:
            logit += 1
        table.append(logit)
    return table


STRETCH = stretch_table()


def stretch(probability):
    return STRETCH[probability >> 4]


def clamp(value, low, high):
    return max(low, min(high, value))


def clamp_logit(logit):
    return clamp(logit, -MAX_LOGIT, MAX_LOGIT)


class Tables:
    """Section 11."""

    def __init__(self, data):
        magic, units, hidden, lags = struct.unpack("<4sHHB", data[:9])
        if magic != b"EVT\x01" or data[9:16] != bytes(7):
            raise ValueError("no tables")
        self.units, self.hidden, self.lags = units, hidden, lags
        self.width = hidden + units
        rows = lags * (units + 1) + DENSITIES + units
        slots = units * (2 ** OWN_STEPS + LOGITS) + LOGITS * (SINCES + 2 * SURPRISES)
        sets, maps = units + LOGITS + TIMES, units + SURPRISES
        self.inputs = 2 * 5 + 1 + 1
        at = 16

        def take(kind, count):
            nonlocal at
            at += count * struct.calcsize("<" + kind)
            return struct.unpack(f"<{count}{kind}", data[at - count * struct.calcsize(kind):at])

        def table(kind, count, width):
            flat = take(kind, count * width)
            return [flat[i * width:(i + 1) * width] for i in range(count)]

        self.rows = table("b", rows, self.width)
        self.outputs = table("b", units, hidden)
        self.bias = take("h", self.width)
        self.counters = take("H", slots)
        self.seen = take("B", slots)
        self.weights = table("h", sets, self.inputs)
        self.maps = table("H", maps, BUCKETS)
        if at != len(data):
            raise ValueError("size of the tables")


class Decoder:
    """Section 4.6.1: an interval of 32 bits, narrowed bit by bit."""

    def __init__(self, data):
        self.data, self.at, self.low, self.high = data, 4, 0, 0xFFFFFFFF
        self.value = int.from_bytes((data + bytes(4))[:4], "big")

    def bit(self, probability):
        split = self.low + ((self.high - self.low) * probability >> 16)
        one = self.value <= split
        if one:
            self.high = split
        else:
            self.low = split + 1
        while self.low >> 24 == self.high >> 24:
            self.low = self.low << 8 & 0xFFFFFFFF
            self.high = self.high << 8 & 0xFFFFFFFF | 0xFF
            byte = self.data[self.at] if self.at < len(self.data) else 0
            self.value = self.value << 8 & 0xFFFFFFFF | byte
            self.at += 1
        return int(one)

    def at_end(self):
        last = self.low
        for kept in range(4):
            rest = 0xFFFFFFFF >> 8 * kept
            rounded = self.low + rest & ~rest
            if rounded <= self.high and rounded < 1 << 32:
                last = rounded
                break
        return self.value == last and len(self.data) <= self.at and self.data[-1:] != b"\0"


class Network:
    """Section 4.6.2."""

    def __init__(self, tables, density):
        self.tables = tables
        self.always = self.added(tables.bias, tables.lags * (tables.units + 1) + density)

    def added(self, sums, row):
        return [a + b for a, b in zip(sums, self.tables.rows[row])]

    def begin_step(self, events, step):
        self.sums = self.always
        for lag in range(1, self.tables.lags + 1):
            base = (lag - 1) * (self.tables.units + 1)
            past = range(self.tables.units) if lag <= step else []
            fired = [u for u in past if (u, step - lag) in events]
            for unit in fired if lag <= step else [self.tables.units]:
                self.sums = self.added(self.sums, base + unit)

    def logit(self, unit):
        through = sum(clamp(s, 0, 255) * w for s, w in zip(self.sums, self.tables.outputs[unit]))
        return clamp_logit((through >> 4) + 4 * self.sums[self.tables.hidden + unit])

    def fire(self, unit):
        tables = self.tables
        self.sums = self.added(self.sums, tables.lags * (tables.units + 1) + DENSITIES + unit)


def surprise_class(value, unit):
    steps = min((abs(value) // unit).bit_length(), 4)
    return 4 - steps if value < 0 else 4 + steps


class Contexts:
    """Section 4.6.3."""

    def __init__(self, units):
        self.units = [dict(last=0, since=255, surprise=0) for _ in range(units)]

    def begin_step(self, step):
        self.time, self.surprise = min(step.bit_length(), TIMES - 1), 0

    def choose(self, unit, logit):
        n, own = len(self.units), self.units[unit]
        self.own, self.expected = own, squash(logit)
        logit_class = clamp((logit >> 7) + 12, 0, LOGITS - 1)
        since = sum(own["since"] > last for last in (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32))
        step_surprise = surprise_class(self.surprise, 32768)
        sizes = (n << OWN_STEPS, n * LOGITS, SINCES * LOGITS, SURPRISES * LOGITS)
        bases = [0, *itertools.accumulate(sizes)]
        places = ((unit << OWN_STEPS) + (own["last"] & 63), unit * LOGITS + logit_class,
                  since * LOGITS + logit_class,
                  surprise_class(own["surprise"], 1024) * LOGITS + logit_class,
                  step_surprise * LOGITS + logit_class)
        slots = [base + place for base, place in zip(bases, places)]
        return slots, (unit, n + logit_class, n + LOGITS + self.time), (unit, n + step_surprise)

    def update(self, event):
        error = 65536 * event - self.expected
        self.own["last"] = self.own["last"] << 1 | event
        self.own["since"] = 0 if event else min(self.own["since"] + 1, 255)
        self.own["surprise"] += error - self.own["surprise"] >> 4
        self.surprise += error


class Mix:
    """Section 4.6.4."""

    def __init__(self, tables):
        self.slow = [p << 6 for p in tables.counters]
        self.fast = list(tables.counters)
        self.seen = list(tables.seen)
        self.weights = [[w << 4 for w in row] for row in tables.weights]
        self.maps = [list(row) for row in tables.maps]

    def predict(self, given, slots, sets, maps):
        self.chosen = slots, sets, maps
        self.inputs = [*given]
        for slot in slots:
            self.inputs += [stretch(self.slow[slot] >> 6), stretch(self.fast[slot])]
        self.inputs.append(256)
        total = sum(w * x for chosen in sets for w, x in zip(self.weights[chosen], self.inputs))
        mixed = clamp_logit(total >> 16)
        self.mixed = squash(mixed)
        self.bucket, self.offset = divmod(mixed + 16 * 192, 192)
        p = 2 * self.mixed
        for row in maps:
            a, b = self.maps[row][self.bucket:self.bucket + 2]
            p += (a * (192 - self.offset) + b * self.offset) // 192
        return clamp(p // 4, 1, 65535)

    def update(self, event):
        slots, sets, maps = self.chosen
        error = 65536 * event - self.mixed
        for chosen in sets:
            row = self.weights[chosen]
            for i, x in enumerate(self.inputs):
                row[i] = clamp(row[i] + (x * error + 262144 >> 19), -524288, 524288)
        goal = 65535 * event
        for row in maps:
            nearest = self.bucket + (self.offset >= 96)
            self.maps[row][nearest] += goal - self.maps[row][nearest] >> 6
        for slot in slots:
            rate = 131072 // (2 * self.seen[slot] + 3)
            self.slow[slot] += ((goal << 6) - self.slow[slot]) * rate >> 16
            self.fast[slot] += goal - self.fast[slot] >> 4
            self.seen[slot] = min(self.seen[slot] + 1, 255)


def decode(tables, steps, count, data):
    """The set of (unit, step) pairs; ValueError where no encoder writes this."""
    units = tables.units
    left = units * steps
    density = clamp((stretch(count * 65535 // left) >> 7) + 12, 0, DENSITIES - 1)
    events, decoder = set(), Decoder(data)
    network, contexts, mix = Network(tables, density), Contexts(units), Mix(tables)
    for step in range(steps if count else 0):
        network.begin_step(events, step)
        contexts.begin_step(step)
        for unit in range(units):
            if count == 0:
                break
            event = 1
            if count < left:
                logit = network.logit(unit)
                event = decoder.bit(mix.predict((logit,), *contexts.choose(unit, logit)))
                mix.update(event)
                contexts.update(event)
            left -= 1
            if event:
                count -= 1
                events.add((unit, step))
                network.fire(unit)
    if not decoder.at_end():
        raise ValueError("end of the payload")
    return events
