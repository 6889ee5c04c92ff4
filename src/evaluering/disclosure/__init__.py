"""Disclosure control: decided once per run, and the only door to numbers that are shown."""
