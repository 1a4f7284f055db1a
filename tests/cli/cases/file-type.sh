# What file(1) says of .spk files with our pattern, and of others.
magic=$(dirname "$0")/../../../src/cli/file_type/magic
cp "$GOLDEN/good/stereo.spk" "$GOLDEN/good/tags.spk" "$GOLDEN/good/wide.spk" .
for name in stereo tags wide; do file -m "$magic" "$name.spk"; done
file -m "$magic" --mime-type stereo.spk
(printf '\xb5SPK\x02'; head -c 40 /dev/zero) > later && file -m "$magic" later
printf '\xb5SPJ\x01' > other && file -m "$magic" other
spk info --json stereo.spk | grep -o '"model":"[^"]*","source_rate":[0-9]*'
# And the MIME type that desktops go by has the same first bytes.
python3 - "$(dirname "$magic")/spk.xml" << 'EOF'
import sys, xml.etree.ElementTree as tree
name = {'m': 'http://www.freedesktop.org/standards/shared-mime-info'}
kind = tree.parse(sys.argv[1]).find('m:mime-type', name)
value = kind.find('.//m:match', name).get('value').encode().decode('unicode_escape').encode('latin-1')
print(kind.get('type'), kind.find('m:glob', name).get('pattern'), open('stereo.spk', 'rb').read(4) == value)
EOF
