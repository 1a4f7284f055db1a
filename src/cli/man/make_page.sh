#!/bin/sh
# make_page.sh SPK VERSION DATE README FORMAT PAGE: prints the manual page PAGE ("spk", "spk-encode", …,
# "spk-format"). Options and examples are the program's own, the format is FORMAT.md, the exit codes
# are the README's; what else is to say of PAGE stands in PAGE.md beside this script. lowdown(1)
# turns Markdown into roff.
set -eu
spk=$1 version=$2 date=$3 readme=$4 format=$5 page=$6
prose=$(dirname "$0")/$page.md

# Markdown to the macros of man(7): without typography, with bold for what a terminal has no other
# type for, tables without lines, and no .LP right under a heading.
roff() {
  lowdown -Tman --out-no-smarty --parse-no-intraemph --parse-no-super --nroff-nolinks |
    sed -e 's/\\fC/\\fB/g' -e 's/\\f(CI/\\fI/g' -e 's/^tab(|) expand allbox;/tab(|);/' |
    awk '!(/^\.LP$/ && above ~ /^\.S[HS]$/) { print } { above = last; last = $0 }'
}
# head SECTION SUMMARY
head() {
  name=$(echo "$page" | sed 's/-/\\-/g')
  title=$(echo "$name" | tr '[:lower:]' '[:upper:]')
  # Preprocessed by tbl; no word is broken or spread, as options would be too.
  cat << EOF
'\\" t
.TH $title $1 "$date" "spk $version" "spk"
.nh
.ad l
.SH NAME
$name \\- $2
EOF
}
see_also() {
  commands=$("$spk" --describe=completion | cut -f 1)
  printf '.SH SEE ALSO\n'
  separator=
  # shellcheck disable=SC2086  # a word each
  for name in spk $(printf 'spk-%s ' $commands); do
    [ "$name" = "$page" ] && continue
    [ -z "$separator" ] || printf '%s\n' "$separator"
    printf '.BR %s (1)' "$(echo "$name" | sed 's/-/\\-/g')"
    separator=' ,'
  done
  printf ' ,\n.BR spk\\-format (5)\n'
}

case $page in
  spk)
    head 1 'an event-based neural audio codec for piano recordings'
    printf '.SH SYNOPSIS\n\\fBspk\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR...] [\\fIFILE\\fR...]\n'
    sed '/^# FILES/,$d' "$prose" | roff
    printf '.SH COMMANDS\n'
    "$spk" --describe=manual
    sed -n '/^## Exit codes/,/^## /p' "$readme" | sed -e 's/^## Exit codes/# EXIT STATUS/' -e '/^## /d' | roff
    sed -n '/^# FILES/,$p' "$prose" | roff
    see_also
    ;;
  spk-format)
    head 5 'what a .spk file holds, to the bit'
    sed '1s/.*/# DESCRIPTION/' "$format" | roff
    printf '.SH SEE ALSO\n.BR spk (1)\n'
    ;;
  *)
    command=${page#spk-}
    head 1 "$("$spk" --describe=completion | sed -n "s/^$command\t-\t//p")"
    sections=$("$spk" "$command" --describe=manual)
    printf '%s\n' "$sections" | sed '/^\.SH OPTIONS/,$d'
    roff < "$prose"
    printf '%s\n' "$sections" | sed -n '/^\.SH OPTIONS/,$p'
    printf '.SH EXIT STATUS\nThat of every command, see\n.BR spk (1).\n'
    see_also
    ;;
esac
