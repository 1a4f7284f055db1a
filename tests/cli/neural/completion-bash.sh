# Completion in a bash of its own: complete LINE prints what a tab at the end of it would offer.
source "$(dirname "$0")/../../../src/cli/completion/spk.bash"
compopt() { :; }  # there is no line being edited
# shellcheck disable=SC2034  # read by _spk
complete_line() {
  read -r -a COMP_WORDS <<< "${1//=/ = }"
  [[ $1 != *' ' ]] || COMP_WORDS+=('')
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  _spk
  echo "$1: $(printf '%s\n' "${COMPREPLY[@]}" | sort | paste -sd ' ')"
}
mkdir -p coded models 'with space'
touch a.wav b.FLAC notes.txt c.spk models/own.safetensors recipe.json 'with space/d.wav'
cp "$(dirname "$0")/../../../models/free.safetensors" models/mine.safetensors
export SPK_MODELS=$PWD/models
complete_line 'spk '
complete_line 'spk e'
complete_line 'spk help m'
complete_line 'spk encode '
complete_line 'spk decode '
complete_line 'spk info c'
complete_line 'spk encode n'      # nothing of its kind: any file
COMP_WORDS=(spk encode 'with\ space/') COMP_CWORD=2
_spk && echo "${COMPREPLY[*]}"
complete_line 'spk encode --s'
complete_line 'spk encode -'
complete_line 'spk encode --packing '
complete_line 'spk encode --packing=d'
complete_line 'spk decode --format fl'
complete_line 'spk encode --model '
complete_line 'spk encode --model models/'
complete_line 'spk encode --output-dir '
complete_line 'spk encode --mono '  # a flag takes nothing
complete_line 'spk encode --jobs '
complete_line 'spk decode --device c'
complete_line 'spk train --config re'
complete_line 'spk train --corpus c'
complete_line 'spk nonsense '
# Every option that --help tells is offered.
for command in $(spk --describe=completion | cut -f 1); do
  COMP_WORDS=(spk "$command" -) COMP_CWORD=2
  _spk
  printf '%s\n' "${COMPREPLY[@]}" | sort |
    diff - <(spk help "$command" | grep -E '^  -' | cut -c 3-29 | grep -oE '(^|,)--?[a-z0-9][a-z-]*' |
             tr -d , | sort) || echo "$command: other options than --help"
done
