"""A declaration proposed from what a file shows of itself: evidence, never assertion; a person confirms the rest."""
