"""The report folder of one run: locked while it is written, published whole or left as it was."""

from __future__ import annotations

import errno
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from filelock import FileLock, Timeout

from evaluering.errors import Finding, PublicationError
from evaluering.wording.pages import PUBLICATION

MANIFEST = "manifest.json"
_WORK = ".arbejde-"  # work folders: this, the report's name, a point and what mkdtemp adds, which holds no point
_FULL = {errno.ENOSPC, errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC}
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def report_folder(out: Path) -> Iterator[Path]:
    """A work folder beside `out`, on the same file system, while no other run may write the same report.

    The folder holds ``site`` for the pages; it is removed afterwards, whatever happened. What a killed run left
    behind is cleared up, and a report it had moved aside is put back.

    Raises
    ------
    PublicationError
        Another run holds the report, `out` holds something else than a report, or the disk refuses.
    """
    with told_in_danish(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        require_report_folder(out)
    lock = FileLock(out.parent / f".{out.name}.lock")
    holder = out.parent / f".{out.name}.holder"
    with told_in_danish(out):
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise _busy(out, holder) from None
    try:
        with told_in_danish(out):
            holder.write_text(_holder_words(), encoding="utf-8", newline="\n")
            _clear_up(out)
            work = Path(tempfile.mkdtemp(prefix=f"{_WORK}{out.name}.", dir=out.parent))
            # mkdtemp closes its folder to others; the site inside is made with the user's own rights.
            (work / "site").mkdir()
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def publish(work: Path, out: Path) -> None:
    """Put ``work/site`` in the place of `out` whole; on any fault `out` is as before.

    Raises
    ------
    PublicationError
        When the disk is full or access is denied.
    """
    site, aside = work / "site", work / "old"
    with told_in_danish(out):
        _sync(site)
        if not out.exists():
            site.rename(out)
            return
        _carry_foreign(out, site)
        out.rename(aside)
        try:
            site.rename(out)
        except BaseException:
            aside.rename(out)
            raise


@contextmanager
def told_in_danish(out: Path) -> Iterator[None]:
    """Turn the operating system's refusals into a PublicationError."""
    try:
        yield
    except OSError as fault:
        key = "full" if fault.errno in _FULL else "denied" if fault.errno in _DENIED else "other"
        words = PUBLICATION
        raise PublicationError(Finding(words[key], file=str(out), remedy=words[f"{key}_remedy"])) from fault


def listed_files(out: Path) -> set[str]:
    """Names of the files the manifest in `out` answers for, itself included; empty without a readable manifest."""
    try:
        return {MANIFEST, *json.loads((out / MANIFEST).read_text(encoding="utf-8"))["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def require_report_folder(out: Path) -> None:
    """Refuse a folder that never held a report: it is not ours to replace.

    Raises
    ------
    PublicationError
        `out` is a file, or a folder with something else in it than a report.
    """
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / MANIFEST).is_file())):
        words = PUBLICATION
        raise PublicationError(Finding(words["foreign"], file=str(out), remedy=words["foreign_remedy"]))


def _carry_foreign(out: Path, site: Path) -> None:
    """Keep what people have laid beside the report, such as comments: it is not ours to remove."""
    for path in _foreign(out, out, ours=listed_files(out)):
        target = site / path.relative_to(out)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                shutil.copytree(path, target, symlinks=True)
            else:
                shutil.copy2(path, target, follow_symlinks=False)


def _foreign(out: Path, folder: Path, *, ours: set[str]) -> Iterator[Path]:
    """What the manifest does not answer for in a folder, and in its folders that hold files of the report."""
    folders = {parent for name in ours for parent in PurePosixPath(name).parents}
    for path in sorted(folder.iterdir()) if ours else ():
        name = PurePosixPath(path.relative_to(out).as_posix())
        if name in folders:
            yield from _foreign(out, path, ours=ours)
        elif str(name) not in ours:
            yield path


def _clear_up(out: Path) -> None:
    """Remove the work folders of killed runs, after putting back a report that one of them had moved aside."""
    for left in sorted(out.parent.iterdir()):
        if not left.is_dir() or left.name.rpartition(".")[0] != f"{_WORK}{out.name}":
            continue
        if not out.exists() and (left / "old").is_dir():
            (left / "old").rename(out)
        shutil.rmtree(left)


def _busy(out: Path, holder: Path) -> PublicationError:
    words = PUBLICATION
    try:
        name = holder.read_text(encoding="utf-8").strip()
    except OSError:
        name = words["unknown_holder"]
    return PublicationError(Finding(words["busy"], file=str(out), remedy=words["busy_remedy"].format(holder=name)))


def _holder_words() -> str:
    return PUBLICATION["holder"].format(host=platform.node(), process=os.getpid())


def _sync(folder: Path) -> None:
    """Have every file on the disk before the folder gets its name."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())
