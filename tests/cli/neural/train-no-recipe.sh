spk train --config no-such.json --corpus . --run run
