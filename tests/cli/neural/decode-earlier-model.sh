# A file that names an earlier identity of its model decodes to the same samples, also where it is
# named; one without its generator decodes with 0 steps alone.
cp "$CLIP" a.flac && spk encode -q --model free a.flac
python3 - <<'P'
import json, struct, zlib
data = bytearray(open('a.spk', 'rb').read())
data[24:32] = bytes.fromhex('0123456789abcdef')
data[32:36] = zlib.crc32(bytes(data[:32])).to_bytes(4, 'little')
open('earlier.spk', 'wb').write(data)
P
spk decode -q earlier.spk -o no.wav 2> /dev/null; echo $?
folder=$(spk models | awk '$1 == "free" { sub("/free.safetensors", "", $NF); print $NF }')
mkdir models
python3 - "$folder/free.safetensors" models/free.safetensors <<'P'
import json, struct, sys
data = open(sys.argv[1], 'rb').read()
size = struct.unpack('<Q', data[:8])[0]
header = json.loads(data[8:8 + size])
header['__metadata__']['earlier'] = '["0123456789abcdef"]'
text = json.dumps(header).encode()
text += b' ' * (-len(text) % 8)
open(sys.argv[2], 'wb').write(struct.pack('<Q', len(text)) + text + data[8 + size:])
P
export SPK_MODELS=$PWD/models
spk decode -q a.spk -o a.raw && spk decode -q earlier.spk -o earlier.raw && spk decode -q --model free earlier.spk -o named.raw
cmp a.raw earlier.raw; cmp a.raw named.raw
spk decode -q --steps 1 earlier.spk -o no.wav; echo $?
