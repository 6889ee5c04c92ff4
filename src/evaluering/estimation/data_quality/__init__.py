"""How far the data carry: coverage, registration and its changes, earlier extracts, and what the unknown could do."""
