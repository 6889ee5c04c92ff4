"""A complete set of synthetic deliveries with its truth; nothing else imports this room."""

from __future__ import annotations

from evaluering.example.scenario import DEFAULT_EFFECT
from evaluering.example.writing import ExampleError, write_example, write_published_tables

__all__ = ["DEFAULT_EFFECT", "ExampleError", "write_example", "write_published_tables"]
