"""Executed notebooks to accessible HTML and PDF; refuses every output without the disclosure mark."""
