# Help goes to standard output and succeeds, for the program and for each command.
spk --help | head -n 1
spk -h > /dev/null && spk info --help > /dev/null && spk test -h > /dev/null
