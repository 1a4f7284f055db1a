# Completion of spk for bash (4 or later). What there is to complete the program says itself:
# `spk COMMAND --describe=completion` prints a line an option, NAMES<TAB>VALUE<TAB>SUMMARY,
# VALUE being "-" of a flag.

# _spk_files WORD [PATTERN|PATTERN…]: folders, and files of these names in any case. A pattern may
# be "*"; where nothing fits, any file does.
_spk_files() {
  local word=$1 patterns=${2:-*} file
  word=${word//\\/}
  word=${word#[\"\']}
  compopt -o filenames 2> /dev/null
  mapfile -t COMPREPLY < <(
    shopt -s extglob nocasematch
    compgen -f -- "$word" | while IFS= read -r file; do
      # shellcheck disable=SC2053  # the right side is a pattern
      if [[ -d ${file/#\~/$HOME} || ${file##*/} == @($patterns) ]]; then printf '%s\n' "$file"; fi
    done)
  [[ ${#COMPREPLY[@]} -gt 0 || $patterns == '*' ]] || _spk_files "$1"
}

# _spk_value WORD VALUE: what an option takes whose value the table calls VALUE.
_spk_value() {
  local word=$1 words
  case $2 in
    MODEL)
      words=$("$spk" models --json 2> /dev/null | sed -n 's/^{"name":"\([^"\\]*\)".*/\1/p')
      [[ $word != */* ]] || { _spk_files "$word" '*.safetensors'; return; }
      ;;
    DEVICE) words=$'cpu\ncuda' ;;
    DIR*)
      compopt -o filenames 2> /dev/null
      mapfile -t COMPREPLY < <(compgen -d -- "${word//\\/}")
      return
      ;;
    FILE) _spk_files "$word"; return ;;
    *'*'*) _spk_files "$word" "$2"; return ;;
    *'|'*) words=${2//|/$'\n'} ;;
    *) return ;;  # numbers, patterns: nobody knows
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

_spk() {
  local spk=${COMP_WORDS[0]} command=${COMP_WORDS[1]} word=${COMP_WORDS[COMP_CWORD]}
  local previous=${COMP_WORDS[COMP_CWORD - 1]} options='' files='' names value
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 || $COMP_CWORD -eq 2 && $command == help ]]; then
    options=$("$spk" --describe=completion 2> /dev/null | cut -f 1)
    [[ $COMP_CWORD -eq 2 ]] || options+=$'\nhelp\n--help\n--version'
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
    return
  fi
  if [[ $word == '=' ]]; then  # of --option=VALUE, which is three words to bash
    word=''
  elif [[ $previous == '=' ]]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  while IFS=$'\t' read -r names value _; do
    [[ $names == -* ]] || { files=$value; continue; }
    options+=${names//,/$'\n'}$'\n'
    if [[ $value != - && ,$names, == *,"$previous",* ]]; then
      _spk_value "$word" "$value"
      return
    fi
  done < <("$spk" "$command" --describe=completion 2> /dev/null)
  if [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
  elif [[ -n $files ]]; then
    _spk_files "$word" "$files"
  fi
}
complete -F _spk spk
