# Every one of the bad files fails alone, with the code of what is wrong.
for file in "$GOLDEN"/bad/*.spk; do
  spk test "$file" > /dev/null
  code=$?
  case "$(basename "$file")" in
    header-empty* | header-magic* | header-text* | header-version*) expected=4 ;;
    header-family* | header-reserved-flag* | adaptive-in-family-0* | adaptive-reserved-bits*) expected=4 ;;
    chunk-unknown-type* | stream-unknown-type*) expected=4 ;;
    *) expected=5 ;;
  esac
  [ "$code" -eq "$expected" ] || echo "$file: exit $code, expected $expected"
done
