"""Estimates from published tables alone, by the register's own definitions."""
