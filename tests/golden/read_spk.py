#!/usr/bin/env python3
"""A second .spk decoder, written from src/bitstream/FORMAT.md alone, for the tests only.

read_spk.py FILE           prints what the file holds, as tests/golden/good/*.txt
read_spk.py --go-on FILE   prints what is left of a damaged one: segments and frames
read_spk.py --check DIR    reads DIR/good and DIR/bad and fails where the verdict or text differs
"""
import pathlib
import struct
import sys
import zlib

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))
import adaptive
import graded


TABLES = pathlib.Path(__file__).parent / "tables"


class Bad(Exception):
    pass


def require(condition, reason):
    if not condition:
        raise Bad(reason)


def ceil_log2(n):
    return (n - 1).bit_length() if n > 1 else 0


class Bits:
    def __init__(self, data):
        self.value = int.from_bytes(data, "big")
        self.left = 8 * len(data)

    def read(self, width):
        require(width <= self.left, "bits are missing")
        self.left -= width
        return self.value >> self.left & ((1 << width) - 1)


def read_header(data):
    require(data[:4] == b"\xb5SPK" and data[4:5] == b"\x01", "not a version 1 .spk file")
    require(len(data) >= 36 and zlib.crc32(data[:32]) == struct.unpack("<I", data[32:36])[0], "header")
    (flags, source_channels, coded_channels, source_rate, codec_rate, units, steps, hop,
     spacing, high_units) = struct.unpack("<5xBBBIIHHHBB", data[:24])
    units |= high_units << 16
    require(flags & ~15 == 0 and flags & 3 <= 1, "reserved bits")
    require(1 <= coded_channels <= source_channels <= 2, "channels")
    require(1 <= source_rate <= 768000 and 1 <= codec_rate <= 768000, "rates")
    require(1 <= units <= 1 << 18 and 1 <= steps <= 4096 and units * steps <= 1 << 23, "dimensions")
    wide = units > 1024 or units * steps > 1 << 18
    require(flags >> 2 & 1 == wide, "flag of a wide matrix")
    require(hop >= 1, "hop")
    return dict(source_rate=source_rate, source_channels=source_channels,
                coded_channels=coded_channels, codec_rate=codec_rate, units=units, steps=steps,
                hop=hop, loudness_spacing=spacing, model=data[24:32].hex(), streams=flags >> 3 & 1, family=flags & 3)


def read_length(data, at):
    """A number in base 128 and where it ends."""
    length, shift = 0, 0
    while True:
        require(at < len(data) and shift < 21, "length")
        byte = data[at]
        length |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            require(byte != 0 or shift == 7, "length")
            return length, at


def read_chunk(data, at):
    require(at < len(data), "no end chunk")
    length, cursor = read_length(data, at + 1)
    require(length <= (1 << 20 if data[5] == 0 else (1 << 21) - 1), "length")
    end = cursor + length
    require(end + 4 <= len(data), "chunk is cut off")
    require(zlib.crc32(data[at:end]) == struct.unpack("<I", data[end:end + 4])[0], "chunk CRC")
    return data[at], data[cursor:end], end + 4


def read_rows(bits, rows, limit, count):
    width = count.bit_length()
    pointers = [0] + [bits.read(width) for _ in range(rows - 1)] + [count]
    require(all(a <= b for a, b in zip(pointers, pointers[1:])), "pointers")
    table = []
    for row in range(rows):
        indices = [bits.read(ceil_log2(limit)) for _ in range(pointers[row + 1] - pointers[row])]
        require(all(a < b for a, b in zip(indices, indices[1:])), "order of indices")
        require(all(i < limit for i in indices), "range of indices")
        table.append(indices)
    return table


def read_payload(bits, packing, units, steps, count):
    """The set of (unit, step) pairs."""
    if packing == "dense":
        cells = [(u, t) for t in range(steps) for u in range(units) if bits.read(1)]
        require(len(cells) == count, "count")
    elif packing == "coo":
        cells = [(bits.read(ceil_log2(units)), bits.read(ceil_log2(steps))) for _ in range(count)]
        require(all(a < b for a, b in zip(cells, cells[1:])), "order of pairs")
        require(all(u < units and t < steps for u, t in cells), "range of pairs")
    elif packing == "time":
        table = read_rows(bits, units, steps, count)
        cells = [(u, t) for u, row in enumerate(table) for t in row]
    else:
        table = read_rows(bits, steps, units, count)
        cells = [(u, t) for t, row in enumerate(table) for u in row]
    return set(cells)


def adaptive_bytes(header, bits, steps, count):
    """The payload of packing family 1, as far as it can be checked without the model's tables."""
    whole = bits.left // 8
    data = bytes(bits.read(8) for _ in range(whole))
    certain = count in (0, header["units"] * steps)
    require(not data or data[-1] and not certain, "end of the payload")
    require(bits.read(bits.left) == 0, "padding")
    return data


def read_adaptive(header, data, steps, count):
    """The events of such a payload; the tables are beside the files that name the model."""
    try:
        data_of_tables = (TABLES / (header["model"] + ".tables")).read_bytes()
        coder = graded if data_of_tables[:3] == b"EVG" else adaptive
        tables = coder.Tables(data_of_tables)
        require(tables.units == header["units"], "units of the tables")
        return coder.decode(tables, steps, count, data)
    except ValueError as error:
        raise Bad(str(error)) from error


def read_streams(data):
    """(type, bytes) of each, and where they end."""
    require(data, "streams")
    streams, at = [], 1
    for _ in range(data[0]):
        require(at < len(data), "stream")
        kind = data[at]
        length, at = read_length(data, at + 1)
        require(at + length <= len(data), "stream")
        require(kind >= 0x80 and all(kind > other for other, _ in streams), "stream type")
        streams.append((kind, data[at:at + length]))
        at += length
    return streams, at


def read_head(header, kind, body):
    """All of a segment but its events, and the bits where those are."""
    bits = Bits(body)
    packing = "adaptive" if kind >> 4 == 4 else ("dense", "coo", "time", "units")[kind & 3]
    channel, short = kind >> 2 & 1, kind >> 3 & 1
    sequence = bits.read(8)
    steps = bits.read(ceil_log2(header["steps"])) + 1 if short else header["steps"]
    require(not short or steps < header["steps"], "short segment")
    require(channel < header["coded_channels"], "channel")
    mu = bits.read(5)
    count = bits.read((header["units"] * steps).bit_length())
    spacing = header["loudness_spacing"]
    points = -(-steps // spacing) if spacing else 0
    loudness = [(bits.read(8) ^ 0x80) - 0x80 for _ in range(points)]
    streams = []
    if header["streams"]:
        require(bits.read(bits.left % 8) == 0, "padding")
        rest = body[len(body) - bits.left // 8:]
        streams, end = read_streams(rest)
        bits = Bits(rest[end:])
    return sequence, channel, steps, mu, packing, count, loudness, streams, bits


def read_events(header, steps, packing, count, bits, with_tables=True):
    require(count <= header["units"] * steps, "count")
    if packing == "adaptive":
        data = adaptive_bytes(header, bits, steps, count)
        return read_adaptive(header, data, steps, count) if with_tables else None
    events = read_payload(bits, packing, header["units"], steps, count)
    require(bits.left < 8 and bits.read(bits.left) == 0, "padding")
    return events


def dense_bytes(units, steps, events):
    text = "".join("1" if (u, t) in events else "0" for t in range(steps) for u in range(units))
    text += "0" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big")


def is_segment(header, kind):
    return kind >> 4 == 1 or header["family"] == 1 and kind & 0xF3 == 0x40


def describe(data):
    """Yields the lines of a file's description; raises Bad at the first broken rule."""
    header = read_header(data)
    yield "header " + " ".join(f"{key}={value}" for key, value in header.items()
                               if key not in ("streams", "family"))
    at, index, last, segments, total_steps, crc = 36, -1, None, 0, 0, 0
    while True:
        kind, body, at = read_chunk(data, at)
        if kind == 0x20:
            break
        if kind == 0x80:
            name, equals, value = body.partition(b"=")
            require(equals and name and all(0x20 <= c <= 0x7E for c in name), "tag")
            yield "tag " + name.decode() + "=" + value.decode()
        elif is_segment(header, kind):
            (sequence, channel, steps, mu, packing, count, loudness, streams,
             bits) = read_head(header, kind, body)
            events = read_events(header, steps, packing, count, bits)
            if channel == 1:
                require(last == (0, steps), "side without its mid")
            else:
                require(last is None or last[1] == header["steps"], "segment after a short one")
                index += 1
                total_steps += steps
            require(sequence == index % 256, "sequence")
            last, segments = (channel, steps), segments + 1
            crc = zlib.crc32(struct.pack("<IBH", index, channel, steps), crc)
            crc = zlib.crc32(dense_bytes(header["units"], steps, events), crc)
            yield (f"segment index={index} channel={channel} packing={packing} steps={steps} "
                   f"mu={mu} events={count} loudness=" + "".join(f"{p}," for p in loudness))
            for kind, data_bytes in streams:
                yield f"stream {kind}:{data_bytes.hex()}"
            for unit in range(header["units"]):
                row = "".join(f" {t}" for t in range(steps) if (unit, t) in events)
                if row or header["units"] <= 1024:
                    yield f"{unit}:{row}"
        else:
            require(kind >= 0x80, "unknown chunk")
    require(len(body) == 16, "end chunk")
    frames, stated, events_crc = struct.unpack("<QII", body)
    samples = -(-frames * header["codec_rate"] // header["source_rate"])
    require(frames <= 1 << 40 and stated == segments and events_crc == crc, "totals")
    require(-(-samples // header["hop"]) == total_steps, "length")
    require(at == len(data), "bytes after the end")
    yield f"end frames={frames} segments={segments}"


def least_segment(header):
    """Bytes of a full segment without events: m of section 7."""
    spacing = header["loudness_spacing"]
    points = -(-header["steps"] // spacing) if spacing else 0
    return 6 + -(-(13 + (header["units"] * header["steps"]).bit_length() + 8 * points) // 8)


class Places:
    """Which index a segment has in a file that is damaged, section 7."""

    def __init__(self, header):
        self.header, self.next, self.channel, self.missing = header, 0, 1, set()

    def may_be_lost(self, count, unread):
        return count <= 127 or count <= unread // least_segment(self.header)

    def find(self, sequence, channel, unread):
        """(index, segments ahead) or (index, None) of a late one; None: it repeats another."""
        due = self.next - 1 if self.next and channel > self.channel else self.next
        ahead = (sequence - due) % 256
        if self.may_be_lost(ahead, unread):
            return due + ahead, ahead
        index = due + ahead - 256
        return (index, None) if (index, channel) in self.missing else None

    def add(self, index, channel, ahead):
        if ahead is None:
            self.missing.discard((index, channel))
            return
        for lost in range(self.next, index):
            self.missing |= {(lost, c) for c in range(self.header["coded_channels"])}
        if channel == 0 and self.channel == 0 and self.next and self.header["coded_channels"] == 2:
            self.missing.add((self.next - 1, 1))
        if channel == 1 and index >= self.next:
            self.missing.add((index, 0))
        self.missing = {place for place in self.missing if place[0] + 256 >= index}
        self.next, self.channel = index + 1, channel


def whole_chunk(data, at):
    try:
        return read_chunk(data, at)
    except Bad:
        return None


def go_on(data):
    """(index, channel, steps) of the segments of a damaged file, and the frames of the recording."""
    header, at, good = read_header(data), 36, 36
    places, found, last_steps, whole, placed = Places(header), [], 0, None, 0
    known = lambda kind: is_segment(header, kind) or kind in (0x20, 0x80)
    while at < len(data):
        chunk = whole_chunk(data, at)
        if chunk is None:
            whole = placed if whole is None else whole
            at += 1
            while at < len(data) and not (known(data[at]) and whole_chunk(data, at)):
                at += 1
            continue
        (kind, body, end), start, at = chunk, at, chunk[2]
        if is_segment(header, kind):
            try:
                sequence, channel, steps, _, packing, count, _, _, bits = read_head(header, kind, body)
            except Bad:
                whole = placed if whole is None else whole
                continue
            place = places.find(sequence, channel, start - good)
            if place and place[1] is not None and place[1] > 2:
                after = whole_chunk(data, end)
                if after and is_segment(header, after[0]) and after[1]:
                    due = places.find(after[1][0], after[0] >> 2 & 1, 0)
                    place = None if due and due[1] == 0 else place
            good = end
            if whole is None and (place is None or place[1] != 0 and channel == 0):
                whole = placed
            if place:
                places.add(place[0], channel, place[1])
                placed += 1
                last_steps = steps if place[0] + 1 == places.next else last_steps
                try:
                    read_events(header, steps, packing, count, bits, with_tables=False)
                    found.append((place[0], channel, steps))
                except Bad:
                    pass  # its events are lost, its place is taken
        elif kind > 0x80 or kind == 0x80 and body.partition(b"=")[1]:
            good = end
        elif kind == 0x20 and len(body) == 16:
            frames, stated, _ = struct.unpack("<QII", body)
            whole = placed if whole is None else whole
            samples = -(-frames * header["codec_rate"] // header["source_rate"])
            last = -(-(-(-samples // header["hop"])) // header["steps"])
            agree = max(last, whole or 0) <= stated <= last * header["coded_channels"]
            agree = agree or last >= 1 << 32
            if frames <= 1 << 40 and agree and places.may_be_lost(max(0, last - places.next),
                                                                  start - good):
                return found, frames
            break
    steps = max(0, places.next - 1) * header["steps"] + last_steps
    return found, steps * header["hop"] * header["source_rate"] // header["codec_rate"]


def check(folder):
    failures = 0
    good, bad = sorted(folder.glob("good/*.spk")), sorted(folder.glob("bad/*.spk"))
    for path in good:
        lines = "".join(line + "\n" for line in describe(path.read_bytes()))
        if lines != path.with_suffix(".txt").read_text(encoding="utf-8"):
            print(f"{path.name}: reads differently")
            failures += 1
    for path in bad:
        try:
            list(describe(path.read_bytes()))
            print(f"{path.name}: accepted")
            failures += 1
        except Bad:
            pass
    print(f"{len(good)} good and {len(bad)} bad files read, {failures} failed")
    return 1 if failures or not good or not bad else 0


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "--check":
        sys.exit(check(pathlib.Path(sys.argv[2])))
    if len(sys.argv) == 3 and sys.argv[1] == "--go-on":
        segments, total = go_on(pathlib.Path(sys.argv[2]).read_bytes())
        for segment in segments:
            print("segment index=%d channel=%d steps=%d" % segment)
        sys.exit(print(f"frames={total}"))
    try:
        for line in describe(pathlib.Path(sys.argv[1]).read_bytes()):
            print(line)
    except Bad as error:
        sys.exit(f"{sys.argv[1]}: {error}")
