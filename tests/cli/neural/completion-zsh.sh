# Completion in a zsh that believes to be on a terminal: what a line becomes by a tab.
mkdir functions work && cp "$(dirname "$0")/../../../src/cli/completion/_spk" functions
cat > .zshrc << 'EOF'
fpath=(../functions $fpath)
autoload -Uz compinit && compinit -u -D
show() { print -r -- "$BUFFER" >> ../lines; BUFFER=; zle accept-line }
KEYTIMEOUT=1
zle -N show
bindkey '^X' show
print ready >> ../lines
EOF
cat > drive << 'EOF'
zmodload zsh/zpty
wait_for() {  # NUMBER of lines
  repeat 500; do
    [[ -e ../lines && $(wc -l < ../lines) -ge $1 ]] && return
    zpty -r -t shell ignored  # or it would wait for us
    sleep 0.02
  done
}
zpty shell zsh -i
wait_for 1
count=1
for line in "$@"; do
  zpty -w -n shell "$line"$'\t\x18'
  wait_for $((++count))
done
EOF
cd work && mkdir coded && touch a.wav b.spk recipe.json
ZDOTDIR=$PWD/.. zsh -f ../drive "spk enco" "spk encode a" "spk encode b" "spk decode b" \
  "spk encode --pack" "spk encode --packing=co" "spk decode --format f" "spk train --config re" \
  "spk encode --output-dir c" "spk encode --model fr" "spk help mod"
tail -n +2 ../lines
