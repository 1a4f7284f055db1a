# The manual pages hold the options of --help, no others, and their prose names none that is not
# there; the programs that show them find nothing to complain of.
render() { groff -K utf8 -t -man -T utf8 -P -cbou "$1" | sed 's/[‐−]/-/g'; }
options() { grep -oE '(^|[ ,[])--?[a-z0-9][a-z-]*' | tr -d ' ,[' | sort -u; }
for page in "$MANUAL"/man1/spk-*.1; do
  command=${page##*/spk-} command=${command%.1}
  spk help "$command" | sed -n '/^Options:/,/^Examples:/p' | grep -E '^  -' | cut -c 3-29 | options > "$command"
  sed -n '/^\.SH OPTIONS/,/^\.SH EXAMPLES/p' "$page" | grep -A1 '^\.TP' | sed 's/\\f.//g; s/\\-/-/g' |
    options | diff "$command" - || echo "spk-$command(1) has other options than --help"
  echo "$command $(wc -l < "$command") options"
done
cat ./* <(printf -- '--help\n--version\n--parents\n') | sort -u > all  # cp --parents
for page in "$MANUAL"/man?/*; do
  render "$page" | options | grep -- '^--' | comm -23 - all | sed "s|^|${page##*/}: there is no |"
  groff -K utf8 -t -man -ww -T utf8 -z "$page" 2>&1
  mandoc -T lint -W warning "$page"
done
# Every command has a page, the program's names them all, and the tables are there.
spk --describe=completion | cut -f 1 | sort | diff - <(ls "$MANUAL"/man1 | sed -n 's/^spk-\(.*\)\.1/\1/p')
spk --describe=completion | cut -f 1 | while read -r command; do
  [ "$(render "$MANUAL/man1/spk.1" | grep -c "spk-$command(1)")" -eq 2 ] || echo "spk(1) lacks $command"
done
render "$MANUAL/man1/spk.1" | grep -cE '^ +[0-9] +[a-z]'
render "$MANUAL/man5/spk-format.5" | grep -E 'B5 53 50 4B|ceil_log2\(1\) = 0' | sed 's/^ *//'
