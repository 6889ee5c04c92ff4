"""The command line: words to calls; the only place that prints and exits.

Preparation and the example are processes of their own, so this one needs no pandas and starts at once.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from evaluering import wording
from evaluering.errors import (
    DeclarationError,
    DeliveryError,
    EvaluationError,
    Finding,
    KeyFileError,
    MixedDataError,
    ParameterError,
    error_from_record,
)
from evaluering.parameters import RunPlan, read_run_plan
from evaluering.running.commentary import commentary_folder, read_commentary, write_forms
from evaluering.running.corrections import keep_final, published_final, require_continued
from evaluering.running.evaluation import RunOutcome, RunProgress, RunRequest, run_evaluation
from evaluering.running.plan import Delivered, plan_pages
from evaluering.running.publication import require_report_folder
from evaluering.running.usage import USAGE_FAULT, DanishParser
from evaluering.wording.commentary import FINAL_UNTOUCHED, NOT_SEALED, NOT_WRITTEN

USER_FAULT = 1
MOST_FINDINGS = 20
"""Faults in deliveries that a run tells; `check` tells the others."""
DELIVERY_FAULTS = (DeclarationError, DeliveryError, MixedDataError, KeyFileError)
_YEAR_FILE = re.compile(r"\d{4}\.yml")
_EXTRACTED = re.compile(r"^udtraeksdato: *(\d{4})-", re.MULTILINE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        # A Windows console or a C locale would stop at the first Danish letter.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["example"]:
        return subprocess.run([sys.executable, "-m", "evaluering.example", *words[1:]], check=False).returncode
    asked = _parser().parse_args(words)
    screen = Console(stderr=True)
    try:
        if asked.command == "check":
            return _check(asked, screen)
        if asked.command == "declare":
            return _declare(asked, screen)
        return _run(asked, screen)
    except EvaluationError as fault:
        screen.print(escape(_told(fault, asked)), style="bold red", highlight=False, soft_wrap=True)
        return fault.exit_status
    except KeyboardInterrupt:
        screen.print("Afbrudt. Den seneste gode rapport er ikke rørt.", style="bold red")
        return 130
    except Exception as fault:  # noqa: BLE001 (a user is never shown a traceback)
        screen.print(escape(_unexpected(fault, asked)), style="bold red", highlight=False, soft_wrap=True)
        return USER_FAULT


def _parser() -> DanishParser:
    parser = DanishParser(prog="evaluering", description="Evaluering af aftalen om amning og spædbørns ernæring.")
    commands = parser.add_subparsers(dest="command", required=True, title="Kommandoer", metavar="KOMMANDO")
    run = commands.add_parser("run", help="lav årets rapport", description="Lav rapporten for et evalueringsår.")
    run.add_argument("params", type=Path, metavar="PARAMETERFIL", help="for eksempel params/2026.yml")
    run.add_argument("--data", type=Path, metavar="MAPPE", help="leverancerne (ellers data/raw)")
    run.add_argument("--out", type=Path, metavar="MAPPE", help="rapporten (ellers reports/<år>)")
    run.add_argument("--earlier", type=Path, metavar="MAPPE", help="tidligere års rapporter (ellers data/tidligere)")
    run.add_argument("--jobs", type=_jobs, default=2, metavar="N", help="notebooks ad gangen (ellers 2)")
    check = commands.add_parser("check", help="se leverancerne efter", description="Se leverancer efter uden at regne.")
    check.add_argument("data", type=Path, metavar="MAPPE", help="mappen med leverancer")
    check.add_argument("--params", type=Path, metavar="PARAMETERFIL", help="ellers den nyeste i params/")
    check.add_argument("--out", type=Path, metavar="MAPPE", help="rapport til afsenderne (ellers reports/kontrol)")
    about = "Foreslå en leverance.yml ud fra filerne. Det, filerne ikke kan bevise, skal et menneske bekræfte."
    declare = commands.add_parser("declare", help="foreslå en leverance.yml", description=about)
    declare.add_argument("files", type=Path, nargs="+", metavar="FIL", help="leverancens filer, eller en mappe med dem")
    declare.add_argument("--out", type=Path, metavar="FIL", help="skriv forslaget i en ny fil (ellers på skærmen)")
    declare.add_argument("--params", type=Path, metavar="PARAMETERFIL", help="ellers den nyeste i params/ ved filerne")
    commands.add_parser("example", help="skriv et syntetisk sæt leverancer (se: evaluering example --hjaelp)")
    return parser


def _jobs(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def _run(asked: argparse.Namespace, screen: Console) -> int:
    run_plan = read_run_plan(asked.params)
    root = asked.params.resolve().parent.parent
    plan_pages(run_plan, notebooks=root / "notebooks", version="")  # a notebook at fault is told before all else
    data = (asked.data or root / "data" / "raw").resolve()
    out = (asked.out or root / "reports" / str(run_plan.parameters.year)).resolve()
    require_report_folder(out)
    folder = commentary_folder(root, run_plan.parameters.year)
    commentary = read_commentary(folder, agreement=run_plan.agreement, today=_today())
    interim = root / "data" / "interim"
    with screen.status("Læser og kontrollerer leverancerne …"):
        words = ["--params", str(asked.params), "--data", str(data), "--interim", str(interim)]
        answer = _prepare(
            [*words, *_earlier_words(out.parent, asked.earlier or root / "data" / "tidligere")], root=root
        )
    screen.print(_prepared_words(answer), highlight=False)
    for note in answer["passed_over"]:
        screen.print(escape(note), style="yellow", highlight=False, soft_wrap=True)
    screen.print(escape(f"{commentary.edition.words}. {commentary.standing[0]}"), highlight=False, soft_wrap=True)
    request = RunRequest(
        run_plan=run_plan,
        root=root,
        interim=interim,
        version=answer["version"],
        disclosure=answer["disclosure"],
        extraction_date=answer["extraction_date"],
        synthetic=answer["synthetic"],
        deliveries=tuple(answer["deliveries"]),
        out=out,
        jobs=asked.jobs,
        delivered=Delivered(children=answer["has_children"], published=answer["has_published"]),
        earlier=tuple(answer["earlier"]),
        commentary=commentary,
    )
    # The run asks again when nobody else can publish; here an edition that cannot be is told before anything is run.
    require_continued(request.facts, published_final(out, comments=folder, facts=request.facts))
    with _told_when_not_written(NOT_WRITTEN, folder, screen):
        write_forms(folder, agreement=run_plan.agreement)
    outcome = _with_progress(request, screen)
    with _told_when_not_written(NOT_SEALED, folder, screen):
        keep_final(out, comments=folder, facts=request.facts)
    return _report(outcome, run_plan=run_plan, out=out, screen=screen)


def _today() -> date:
    """The machine's day: a report is not final, nor corrected, on a day to come. Nothing else asks the clock."""
    return datetime.now().astimezone().date()


def _check(asked: argparse.Namespace, screen: Console) -> int:
    params = asked.params or _newest_parameters(asked.data.resolve())
    root = params.resolve().parent.parent
    out = (asked.out or root / "reports" / "kontrol").resolve()
    words = ["--params", str(params), "--data", str(asked.data.resolve()), "--report", str(out)]
    with screen.status("Kontrollerer leverancerne …"):
        answer = _prepare(words, root=root)
    sys.stdout.write("\n".join(answer["lines"]) + "\n")
    return 0 if answer["runnable"] else USER_FAULT


def _declare(asked: argparse.Namespace, screen: Console) -> int:
    if asked.out is not None and (asked.out.exists() or not asked.out.parent.is_dir()):
        where = "findes allerede og overskrives ikke" if asked.out.exists() else "ligger i en mappe, der ikke findes"
        sys.stderr.write(f"Forkert brug: {asked.out} {where}; skriv navnet på en ny fil efter --out\n")
        return USAGE_FAULT
    files = [str(path.absolute()) for path in asked.files]
    try:
        nearest = _newest_parameters(Path(files[0]))
    except ParameterError:  # the proposal is only less sure of municipalities
        nearest = None
    words = ["--params", str(asked.params)] if asked.params else ["--nearest-params", str(nearest)] if nearest else []
    root = (asked.params or nearest or Path("params") / "none").resolve().parent.parent
    with screen.status("Læser filerne …"):
        answer = _prepare([*words, *files], root=root, process="evaluering.preparation.declaring")
    if asked.out is None:
        sys.stdout.write(answer["text"])
    else:
        with asked.out.open("x", encoding="utf-8", newline="\n") as file:
            file.write(answer["text"])
    where = "på skærmen" if asked.out is None else f"i {asked.out}"
    told = [f"Forslaget står {where}. Se efter og bekræft: {', '.join(answer['confirm'])}."]
    if answer["problems"]:
        told.append(f"Problemer, der skal løses: {answer['problems']}. De står øverst i forslaget.")
    screen.print(escape(" ".join(told)), highlight=False, soft_wrap=True)
    return 0


def _told(fault: EvaluationError, asked: argparse.Namespace) -> str:
    """A fault's message; faults in deliveries are capped, and `check` is named, which writes down all of them."""
    if asked.command != "run" or not isinstance(fault, DELIVERY_FAULTS):
        return fault.text()
    lines = [type(fault)(fault.findings[:MOST_FINDINGS]).text()]
    left = len(fault.findings) - MOST_FINDINGS
    if left > 0:
        lines.append(f"… og {wording.count(left)} fejl mere.")
    data = asked.data or asked.params.resolve().parent.parent / "data" / "raw"
    lines.append(f'Få alle fejl i én rapport til afsenderne: evaluering check "{data}" --params "{asked.params}"')
    return "\n".join(lines)


def _unexpected(fault: Exception, asked: argparse.Namespace) -> str:
    """What the user is told of a fault nobody foresaw; where it happened is laid in a file, never what it held."""
    params: Path | None = asked.params
    log = (params.resolve().parent.parent if params else Path.cwd()) / "reports" / "fejlede" / "uventet.log"
    places = "".join(traceback.format_tb(fault.__traceback__))
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(f"{places}{type(fault).__name__}\n", encoding="utf-8", newline="\n")
        remedy = f"Send filen {log.name} i mappen reports/fejlede til udviklerne"
    except OSError:
        remedy = f"Sig til udviklerne, at det var {type(fault).__name__}"
    what = "Programmet stoppede uventet. Den seneste gode rapport er ikke rørt"
    return EvaluationError(Finding(what, remedy=remedy)).text()


def _prepare(words: list[str], *, root: Path, process: str = "evaluering.preparation") -> dict[str, Any]:
    """Run a preparing process and return its answer; its faults are raised here as errors."""
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONHASHSEED": "0"}
    done = subprocess.run([sys.executable, "-m", process, *words], capture_output=True, check=False, env=environment)
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    answer: dict[str, Any] = json.loads(lines[-1]) if lines and lines[-1].startswith("{") else {}
    if "code" in answer:
        raise error_from_record(answer)
    if done.returncode != 0:
        log = root / "reports" / "fejlede" / "klargoering.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text("".join(answer.get("trace", [])) + str(answer.get("unexpected", "")), encoding="utf-8")
        what = "Klargøringen af leverancerne stoppede uventet"
        if done.returncode < 0:
            what += ", måske fordi maskinen manglede hukommelse"
        raise EvaluationError(Finding(what, remedy=f"Send filen {log.name} i mappen reports/fejlede til udviklerne"))
    return answer


@contextmanager
def _told_when_not_written(what: str, folder: Path, screen: Console) -> Iterator[None]:
    """Tell of a folder that cannot be written, and go on: the report does not need it."""
    try:
        yield
    except OSError:
        screen.print(escape(what.format(folder=folder)), style="yellow", highlight=False, soft_wrap=True)


def _earlier_words(*places: Path) -> list[str]:
    """Where earlier years' reports may lie: beside this one, then in the archive."""
    return [word for place in places for word in ("--earlier", str(place.resolve()))]


def _prepared_words(answer: dict[str, Any]) -> str:
    kind = f" {wording.SYNTHETIC}." if answer["synthetic"] else ""
    return f"Leverancerne er klargjort (dataversion {answer['version']}).{kind}"


def _with_progress(request: RunRequest, screen: Console) -> RunOutcome:
    """Run the evaluation and show how far it is."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=screen) as display:
        bar = display.add_task("Kører notebooks", total=None)

        def show(step: RunProgress) -> None:
            display.update(bar, description=escape(step.text), completed=step.done, total=step.total)
            if not screen.is_terminal:
                screen.print(f"[{step.done}/{step.total}] {escape(step.text)}", markup=False, highlight=False)

        return run_evaluation(request, on_progress=show)


def _report(outcome: RunOutcome, *, run_plan: RunPlan, out: Path, screen: Console) -> int:
    failed = [page for page in outcome.pages if page.state != "published"]
    screen.print(
        f"Rapporten for {run_plan.parameters.year} ligger i {out / 'index.html'}", highlight=False, soft_wrap=True
    )
    if outcome.untouched:
        screen.print(FINAL_UNTOUCHED, highlight=False, soft_wrap=True)
    for page in failed:
        screen.print(escape(f"FEJLET: {page.title}. {page.cause}"), style="bold red", highlight=False, soft_wrap=True)
    return outcome.exit_status


def _newest_parameters(data: Path) -> Path:
    """The parameter file of the latest year in the project that holds `data`, no later than the deliveries' own."""
    years: list[str] = []
    for path in sorted(data.glob("*/leverance.yml")):
        with suppress(OSError):  # what is wrong with a declaration is told by those who read it
            years += _EXTRACTED.findall(path.read_text(encoding="utf-8", errors="replace"))
    for folder in (data, *data.parents):
        found = sorted(path for path in (folder / "params").glob("*.yml") if _YEAR_FILE.fullmatch(path.name))
        due = [path for path in found if path.stem <= max(years, default=path.stem)]
        if found:
            return (due or found)[-1]
    raise ParameterError(
        Finding("Der er ingen parameterfil ved leverancerne", remedy="Skriv --params og stien til en parameterfil")
    )
