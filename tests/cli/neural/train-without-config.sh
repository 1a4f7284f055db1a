spk train --corpus .
