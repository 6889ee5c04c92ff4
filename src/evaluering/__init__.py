"""Reproducible evaluation of the agreement on breastfeeding in Region Midtjylland."""

__version__ = "0.1.0"
