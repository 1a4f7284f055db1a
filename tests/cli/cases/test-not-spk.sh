echo "some text" > x.spk; spk test x.spk
