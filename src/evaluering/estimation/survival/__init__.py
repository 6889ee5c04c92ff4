"""How long it lasts: curves of durations, what is read off them, and groups held against each other."""
