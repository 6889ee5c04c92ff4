"""Run one notebook with one set of parameters through papermill, and judge it by its kernel and outputs.

papermill marks a killed kernel's cells "completed" and saves the notebook; so the saved file is never believed.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill import execute_notebook
from papermill.exceptions import PapermillExecutionError
from papermill.iorw import load_notebook_node

from evaluering.errors import ERRORS
from evaluering.marks import INJECTED_TAG
from evaluering.running.orders import Execution, ExecutionOrder
from evaluering.wording.pages import CAUSES

_OWN_ERRORS = {error.__name__ for error in ERRORS.values()}
_LOG = logging.getLogger(__name__)


class OwnKernelManager(AsyncKernelManager):
    """Starts kernels with this very interpreter, whatever kernels are registered on the machine."""

    @property
    def kernel_spec(self) -> KernelSpec:
        """The kernel of this environment, without history."""
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(
            argv=[*command, "--HistoryManager.enabled=False"], language="python", display_name="evaluering"
        )


def execute_order(order: ExecutionOrder) -> Execution:
    """Run the notebook of `order`, leave the executed copy at its output path, and say how it went.

    A fault of the notebook is an answer, not an exception. Tracebacks go to the log alone.
    """
    executed: Any = None
    fault: Exception | None = None
    try:
        executed = execute_notebook(
            order.notebook,
            order.output,
            dict(order.parameters),
            kernel_name="python3",
            language="python",
            progress_bar=False,
            cwd=order.folder,
            execution_timeout=order.timeout_seconds,
            kernel_manager_class=OwnKernelManager,
            shutdown_kernel="immediate",
        )
    except (CellTimeoutError, DeadKernelError, PapermillExecutionError) as known:
        fault = known
    except Exception as unknown:  # noqa: BLE001 (whatever stops papermill is this notebook's fault, not the run's)
        fault = unknown
    if fault is not None:
        _LOG.error("%s", "".join(traceback.format_exception(fault)))
        executed = load_notebook_node(order.output) if Path(order.output).is_file() else None
    return _judged(executed, fault, order.timeout_seconds)


def _judged(executed: Any, fault: Exception | None, timeout_seconds: int) -> Execution:
    """How the run ended, from the outputs of the executed copy and the exception that stopped it."""
    if executed is None:
        return Execution("failed", None, CAUSES["start"])
    cells = list(_code_cells(executed))
    for number, cell in enumerate(cells, start=1):
        error = next((output for output in cell["outputs"] if output["output_type"] == "error"), None)
        if error is not None:
            return Execution("failed", number, _told(error, number))
    if fault is not None:
        return _stopped_at(_last_begun(cells), fault, timeout_seconds)
    for number, cell in enumerate(cells, start=1):
        if cell["execution_count"] is None:
            return Execution("failed", number, CAUSES["not_run"].format(cell=number))
    return Execution("completed")


def _code_cells(executed: Any) -> Iterator[Any]:
    """The notebook's own code cells with content, in order."""
    for cell in executed["cells"]:
        own = INJECTED_TAG not in cell["metadata"].get("tags", [])
        if cell["cell_type"] == "code" and own and "".join(cell["source"]).strip():
            yield cell


def _stopped_at(number: int, fault: Exception, timeout_seconds: int) -> Execution:
    """The answer for a kernel that did not finish code cell `number`."""
    if isinstance(fault, CellTimeoutError):
        words = CAUSES["timeout"].format(cell=number, seconds=timeout_seconds)
        return Execution("timeout", number, words)
    key = "dead_kernel" if isinstance(fault, DeadKernelError) else "exception"
    return Execution("failed", number, CAUSES[key].format(cell=number))


def _last_begun(cells: list[Any]) -> int:
    """Number of the last cell that papermill began; whether a dying kernel still told its count is chance."""
    begun = [place for place, cell in enumerate(cells, start=1) if cell["metadata"]["papermill"]["start_time"]]
    return begun[-1] if begun else 1


def _told(error: Any, number: int) -> str:
    """Words for an exception: our own errors speak Danish to the user, others are named in the log only."""
    lines = str(error["evalue"]).splitlines()
    if error["ename"] in _OWN_ERRORS and lines:
        text = "; ".join(line.strip().removeprefix("- ") for line in lines)
        return CAUSES["told"].format(cell=number, text=text)
    return CAUSES["exception"].format(cell=number)
