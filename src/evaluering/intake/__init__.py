"""From files as delivered to checked tables: nothing is guessed, nothing is dropped without being counted."""
