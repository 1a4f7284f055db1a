"""The adaptive coder of graded events, written from src/bitstream/FORMAT.md alone: sections 4.7 and 11.1."""
import struct

from adaptive import BUCKETS, Decoder, Mix

UNITS_A_BIN, LARGEST, UNARY, LONGEST = 36, 4095, 14, 12
EVEN = 32768


def log_class(x, classes):
    if x < 2:
        return min(x, classes - 1)
    width = x.bit_length()
    return min(2 * width - 2 + (x >> width - 2 & 1), classes - 1)


def digits(*pairs):
    """(value, base) of a number of such digits."""
    value, size = 0, 1
    for digit, base in pairs:
        value, size = value * base + digit, size * base
    return value, size


def places(*numbers):
    """Where each stands when their lists follow each other, and the length of all."""
    base, found = 0, []
    for value, size in numbers:
        found.append(base + value)
        base += size
    return found, base


def log(x, classes):
    return log_class(x, classes), classes


def least(x, most):
    return min(x, most), most + 1


def sign(q):
    return (q > 0) + 2 * (q < 0), 3


class Contexts:
    """Section 4.7.1."""

    def __init__(self, bins, rate):
        self.bins, self.rate, self.step = bins, rate, -1
        self.rows = [[0] * bins for _ in range(4)]  # this step's coefficients and of those before
        self.quick, self.slow = [0] * bins, [0] * bins

    def begin_step(self):
        self.step += 1
        self.rows = [[0] * self.bins] + self.rows[:3]
        self.uses = [0, 0]

    def at(self, row, offset):
        place = self.bin + offset
        return row[place] if 0 <= place < self.bins else 0

    def begin_bin(self, k):
        self.bin = k
        near = range(-3, 3)
        self.p, self.q, self.r = ({i: self.at(row, i) for i in near} for row in self.rows[:3])
        self.P, self.Q, self.R = ({i: abs(v) for i, v in row.items()} for row in (self.p, self.q, self.r))
        m = lambda x: min(x, 7)
        P, Q, R = self.P, self.Q, self.R
        self.local = 2 * m(P[-1]) + m(P[-2]) + m(P[-3])
        self.past = 2 * m(Q[0]) + m(Q[-1]) + m(Q[1]) + m(R[0])
        self.around = 3 * self.past + 2 * self.local + m(Q[-2]) + m(Q[2])
        self.magnitude = 2 * (Q[0] + P[-1]) + Q[-1] + Q[1] + R[0]
        a, b = self.uses
        self.O = 4 if a > 2 * b + 8 else 3 if a > b + b // 4 + 4 else 0 if b > 2 * a + 8 else \
            1 if b > a + a // 4 + 4 else 2
        self.H = 0
        for j in (k // 3, k // 2, 2 * k // 3, 3 * k // 4) if k >= 8 else ():
            now, last = ([abs(row[i]) for i in (j - 1, j, j + 1)] for row in self.rows[:2])
            self.H += 5 * any(x > y for x, y in zip(now, last)) + any(now)

    def used(self):
        P, Q, R, D = self.P, self.Q, self.R, log(self.bin, 24)
        slow = [self.at(self.slow, i) for i in (-1, 0, 1)]
        quick = self.at(self.quick, -1) + self.at(self.quick, 1)
        onset, rate = (self.O, 5), (self.rate, 24)
        counters = places(
            digits(least(Q[0], 3), least(P[-1], 3), least(Q[-1] + Q[1], 3), least(R[0], 2), least(P[-2], 2)),
            digits(log(self.around, 16), D),
            (self.bin, self.bins),
            digits(log(slow[1] // 2, 14), log(quick // 4, 12), least(P[-1], 2)),
            digits(log(Q[-2] + Q[2] + R[-1] + R[1] + P[-2], 6), log(Q[0] + P[-1], 6), least(R[0], 2),
                   least(abs(self.rows[3][self.bin]), 1)),
            digits(onset, log(self.local, 10), log(self.past, 12)),
            digits((self.H, 25), log(self.around, 10)),
            digits(*(least(x, 2) for x in (Q[-1], Q[0], Q[1], R[0], P[-1], P[-2], P[-3]))),
            digits(*(log(x // 4, 7) for x in slow), least(Q[0], 2)),
            digits(rate, log(self.around, 16)))
        sets = places(digits(rate, (min(self.step, 2), 3)), D, digits(onset, log(self.around, 8)))
        return counters, sets, places(log(self.around, 16), digits(least(Q[0], 2), least(P[-1], 2)))

    def sign(self):
        p, q, r, odd, D = self.p, self.q, self.r, (self.bin % 2, 2), log(self.bin, 24)
        counters = places(
            digits(odd, *map(sign, (p[-1], p[-2], q[0], r[0]))),
            digits(odd, *map(sign, (p[-1], q[-1], q[0], q[1]))),
            digits(odd, *map(sign, (q[0], r[-1], r[0], r[1]))),
            digits(least(self.P[-1], 3), *map(sign, (p[-1], p[-2], p[-3]))),
            digits(odd, *map(sign, (p[-1], q[-1], q[0], r[-1], r[0]))))
        both = digits(sign(p[-1]), sign(q[0]))
        return counters, places((self.rate, 24), both, D), places(D, both)

    def larger(self, rank):
        P, Q, R, r, onset = self.P, self.Q, self.R, (rank, 26), (self.O, 5)
        counters = places(
            digits(r, log(Q[0], 20), log(P[-1], 8)),
            digits(r, log(self.magnitude, 24)),
            digits(least(rank - 1, 3), (self.bin, self.bins)),
            digits(r, log(self.slow[self.bin] // 8, 16), log(self.quick[self.bin] // 16, 8)),
            digits(r, onset, log(self.local, 8)),
            digits(r, log(R[0], 12), log(Q[-1] + Q[1], 10)))
        sets = places((self.rate, 24), r, digits(onset, log(self.magnitude, 8)))
        return counters, sets, places(r, log(self.magnitude, 24))

    def end_bin(self, q):
        self.rows[0][self.bin] = q
        self.quick[self.bin] += 64 * abs(q) - self.quick[self.bin] >> 2
        self.slow[self.bin] += 64 * abs(q) - self.slow[self.bin] >> 4
        for i, used in enumerate((q, self.rows[1][self.bin])):
            self.uses[i] += 16 * (used != 0) - (self.uses[i] >> 5)


class Kind:
    """The tables of one kind of decisions, as Mix takes them."""

    def __init__(self, choice, take):
        (chosen, slots), (_, sets), (_, maps) = choice
        inputs = 2 * len(chosen) + 1
        self.counters, self.seen = take("H", slots), take("B", slots)
        weights, buckets = take("h", sets * inputs), take("H", maps * BUCKETS)
        self.weights = [weights[i:i + inputs] for i in range(0, len(weights), inputs)]
        self.maps = [buckets[i:i + BUCKETS] for i in range(0, len(buckets), BUCKETS)]


class Tables:
    """Section 11.1."""

    def __init__(self, data):
        self.bins = int.from_bytes(data[4:6], "little")
        if data[:4] != b"EVG\x01" or data[6:16] != bytes(10) or not 1 <= self.bins <= 4096:
            raise ValueError("no graded tables")
        self.units, at = UNITS_A_BIN * self.bins, 16

        def take(kind, count):
            nonlocal at
            at += count * struct.calcsize("<" + kind)
            return struct.unpack(f"<{count}{kind}", data[at - count * struct.calcsize(kind):at])

        any_place = Contexts(self.bins, 0)
        any_place.begin_step()
        any_place.begin_bin(0)
        self.kinds = [Kind(choice, take)
                      for choice in (any_place.used(), any_place.sign(), any_place.larger(1))]
        if at != len(data):
            raise ValueError("size of the tables")


class Coefficients:
    """Section 4.7: decisions put together."""

    def __init__(self, tables, contexts, data):
        self.decoder, self.contexts = Decoder(data), contexts
        self.mixes = [Mix(kind) for kind in tables.kinds]

    def number(self, bits):
        value = 0
        for _ in range(bits):
            value = 2 * value + self.decoder.bit(EVEN)
        return value

    def decide(self, kind, choice):
        mix = self.mixes[kind]
        bit = self.decoder.bit(mix.predict((), *(at for at, _ in choice)))
        mix.update(bit)
        return bit

    def next(self):
        if not self.decide(0, self.contexts.used()):
            return 0
        negative = self.decide(1, self.contexts.sign())
        rank = 1
        while rank <= UNARY and self.decide(2, self.contexts.larger(rank)):
            rank += 1
        if rank > UNARY:
            length = 1
            while length < LONGEST and self.decide(2, self.contexts.larger(UNARY + length)):
                length += 1
            rank = UNARY + (1 << length - 1) + self.number(length - 1)
        return -rank if negative else rank


def events_of(q, k):
    """The units of a coefficient."""
    units, place, size = [], 0, abs(q)
    while size:
        if size % 4:
            units.append(UNITS_A_BIN * k + 18 * (q < 0) + 3 * place + size % 4 - 1)
        size, place = size // 4, place + 1
    return units


def decode(tables, steps, count, data):
    """The set of (unit, step) pairs; ValueError where no encoder writes this."""
    events = set()
    contexts = Contexts(tables.bins, log_class(count // steps, 24))
    coded = Coefficients(tables, contexts, data)
    end = coded.number((tables.bins - 1).bit_length()) + 1 if count else 0
    if end > tables.bins:
        raise ValueError("bins")
    last = 0
    for step in range(steps):
        contexts.begin_step()
        for k in range(end):
            if len(events) >= count:
                break
            contexts.begin_bin(k)
            q = coded.next()
            if abs(q) > LARGEST:
                raise ValueError("coefficient")
            contexts.end_bin(q)
            events |= {(unit, step) for unit in events_of(q, k)}
            last = max(last, k + 1 if q else 1)
    if len(events) != count or last != end or not coded.decoder.at_end():
        raise ValueError("end of the payload")
    return events
