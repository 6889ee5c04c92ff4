"""Files of every kind as delivered, opened as tables of text: nothing is guessed."""
