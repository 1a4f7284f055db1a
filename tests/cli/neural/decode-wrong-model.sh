# The file says which model it needs, by id and by name.
cp "$CLIP" a.flac && spk encode -q a.flac
mkdir models && SPK_MODELS=$PWD/models spk models | awk '{ print $1 }' | head -2
python3 - <<'P'
data = bytearray(open('a.spk', 'rb').read())
data[24] ^= 1
import zlib
data[32:36] = zlib.crc32(bytes(data[:32])).to_bytes(4, 'little')
open('other.spk', 'wb').write(data)
P
spk decode -q other.spk; echo $?
spk decode -q --model lapped other.spk; echo $?
spk encode -q -f --model none a.flac; echo $?
