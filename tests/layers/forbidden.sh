#!/usr/bin/env bash
# forbidden.sh CHECK_LAYERS: a small tree in which four includes are forbidden, and nothing else.
set -u
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir -p "$root"/src/{low,high,all,stray}
cat > "$root/README.md" << 'END'
| folder | holds | may use |
|---|---|---|
| `src/low` | what all need | zlib |
| `src/high` | networks | `low`, LibTorch |
| `src/all` | the program | all |
END
printf '#include "low/x.h"\n#include <vector>\n#include "spk/y.h"\n' > "$root/src/low/x.cpp"
printf '#include "high/x.h"\n#include <torch/torch.h>\n' > "$root/src/low/bad.h"
printf '#include "low/x.h"\n#include <torch/torch.h>\n#include "all/x.h"\n' > "$root/src/high/bad.cpp"
printf '#include "low/x.h"\n#include "high/x.h"\n' > "$root/src/all/x.cpp"
diff <(python3 "$1" "$root"; echo $?) - << 'END'
src/stray is not in the README's table
src/high/bad.cpp: may not include all/x.h
src/low/bad.h: may not include high/x.h
src/low/bad.h: may not include torch/torch.h
1
END
