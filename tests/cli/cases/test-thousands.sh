mapfile -t files < <(yes "$GOLDEN/good/tags.spk" | head -n 3000)
spk test "${files[@]}" | grep -c ': ok$'
spk info --json "${files[@]}" | wc -l
