"""What is looked for in delivered rows: what cannot be true, what is odd, and what may have been left out."""
