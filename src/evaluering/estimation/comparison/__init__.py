"""Comparison series: what moved elsewhere at the same time, taken out of the change or set beside it."""
