spk 2> /dev/null
