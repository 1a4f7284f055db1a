spk train --config x
