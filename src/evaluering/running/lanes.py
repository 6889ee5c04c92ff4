"""The driver's side of the workers: one thread and one process per lane; a process that dies costs one order."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

from evaluering.marks import INTERIM_VARIABLE
from evaluering.running.orders import Execution, ExecutionOrder, Rendering, RenderOrder, ReportOrder
from evaluering.wording.pages import CAUSES

_QUIET = {
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    # One thread per kernel: the lanes share the cores, and sums come out in the same order every time.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


class Lanes:
    """Workers that take orders, at most `jobs` at a time; use as a context manager.

    Parameters
    ----------
    jobs : int
        Number of worker processes.
    interim : Path
        Folder of prepared data, handed to the kernels.
    folder : Path
        Folder for the workers' noise and IPython's own settings, so that a user's settings change nothing.
    """

    def __init__(self, *, jobs: int, interim: Path, folder: Path) -> None:
        own = {INTERIM_VARIABLE: str(interim), "IPYTHONDIR": str(folder / "ipython")}
        self._environment = {**os.environ, **_QUIET, **own}
        self._workers: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        self._all = [_Worker(self._environment, folder / f"worker{number}.log") for number in range(jobs)]
        for worker in self._all:
            self._workers.put(worker)
        self._threads = ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="lane")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._all:
            worker.stop()
        self._threads.shutdown(wait=True)
        for worker in self._all:
            worker.close()

    def execute(self, order: ExecutionOrder, *, log: Path) -> Future[Execution]:
        """Run one notebook; the answer is never an exception."""
        return self._threads.submit(self._execute, order, log)

    def render(self, order: RenderOrder, *, log: Path) -> Future[Rendering]:
        """Set one page; the answer is never an exception."""
        return self._threads.submit(self._set, "render", order, log)

    def report(self, order: ReportOrder, *, log: Path) -> Future[Rendering]:
        """Set the joined report; the answer is never an exception."""
        return self._threads.submit(self._set, "report", order, log)

    def _execute(self, order: ExecutionOrder, log: Path) -> Execution:
        record = self._ask("execute", asdict(order), log)
        return Execution("failed", None, CAUSES["dead_worker"]) if record is None else Execution(**record)

    def _set(self, kind: str, order: RenderOrder | ReportOrder, log: Path) -> Rendering:
        record = self._ask(kind, asdict(order), log)
        return Rendering("failed", CAUSES["dead_worker"]) if record is None else Rendering(**record)

    def _ask(self, kind: str, order: Mapping[str, Any], log: Path) -> dict[str, Any] | None:
        worker = self._workers.get()
        try:
            return worker.ask({"kind": kind, "order": order, "log": str(log)})
        finally:
            self._workers.put(worker)


class _Worker:
    """One worker process, started at its first order and again after it died."""

    def __init__(self, environment: Mapping[str, str], noise: Path) -> None:
        self._environment = dict(environment)
        self._noise = noise
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any] | None:
        """The answer to a request; None when the process died over it."""
        if self._stopped:
            return None
        process = self._process = self._process or self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(orjson.dumps(request) + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except OSError:
            line = b""
        if line.endswith(b"\n"):
            answer: dict[str, Any] = orjson.loads(line)
            return answer
        self.close()
        return None

    def stop(self) -> None:
        """End the process at once; an order under way is answered with None."""
        self._stopped = True
        if self._process is not None:
            self._process.kill()

    def close(self) -> None:
        """Be done with a process that has ended or shall end, and with its pipes."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                # What was not yet written to a dead process cannot be, and need not.
                with contextlib.suppress(OSError):
                    pipe.close()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "evaluering.running.worker", str(self._noise)]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=self._environment)
