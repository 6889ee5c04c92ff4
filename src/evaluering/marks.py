"""The few names that the writer of an output, the runner and the checker share.

Everything a notebook shows is a *block*: a bundle whose `BLOCK_MIME` entry describes it in plain values. The
runner makes pages from that entry alone, so nothing reaches a page that did not come out of `presentation`.
"""

from __future__ import annotations

BLOCK_MIME = "application/vnd.evaluering.block+json"
"""MIME type of the description of one shown block (`docs/house.md`, "The block")."""

BLOCK_SCHEMA = 1
"""Version of the block's form; rendering refuses any other."""

PARAMETERS_TAG = "parameters"
"""Tag of the one cell in a notebook that holds its parameters; papermill's own word."""

INJECTED_TAG = "injected-parameters"
"""papermill's mark on the cell with a run's parameters, which the notebook's own file does not have."""

VERSION_PARAMETER = "version"
"""Name of the parameter with the fingerprint of the prepared data."""

SCOPE_PARAMETER = "scope"
"""Name of the parameter with the unit a page is about: ``region`` or a cluster's slug."""

INTERIM_VARIABLE = "EVALUERING_INTERIM"
"""Environment variable with the folder of prepared data, set by the runner for its kernels."""
