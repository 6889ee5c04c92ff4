"""An argument parser whose words to the user are Danish."""

from __future__ import annotations

import argparse
import re
import sys
from typing import Any, NoReturn

USAGE_FAULT = 2
"""Exit status when the words typed cannot be understood."""


class DanishParser(argparse.ArgumentParser):
    """An argument parser whose words to the user are Danish."""

    def __init__(self, **words: Any) -> None:
        super().__init__(add_help=False, formatter_class=argparse.RawDescriptionHelpFormatter, **words)
        self._positionals.title = "Det, der skal skrives"
        self._optionals.title = "Valgmuligheder"
        self.add_argument("-h", "--hjaelp", "--help", action="help", help="vis denne hjælp")

    def format_usage(self) -> str:
        """The usage line in Danish."""
        return super().format_usage().replace("usage: ", "Brug: ", 1)

    def format_help(self) -> str:
        """The whole help in Danish."""
        return super().format_help().replace("usage: ", "Brug: ", 1)

    def error(self, message: str) -> NoReturn:
        """Say in Danish what is wrong with the words typed, and stop with status 2."""
        sys.stderr.write(f"Forkert brug: {in_danish(message)}\n{self.format_usage()}")
        sys.exit(USAGE_FAULT)


def in_danish(message: str) -> str:
    """Argparse's own words in Danish, without repeating more than the words typed."""
    patterns = (
        (r"unrecognized arguments: (.*)", r"ukendte ord: \1"),
        (r"the following arguments are required: (.*)", r"der mangler: \1"),
        (r"argument (.*?): expected .* arguments?", r"\1 skal have en værdi efter sig"),
        (r"argument (.*?): invalid choice: (.*?) \(.*", r"\1 kan ikke være \2; se evaluering --hjaelp"),
        (r"argument (.*?): invalid .* value: (.*)", r"\1 kan ikke være \2"),
        (r"ambiguous option: (.*) could match (.*)", r"\1 kan betyde flere ting: \2"),
    )
    for pattern, words in patterns:
        if re.fullmatch(pattern, message):
            return re.sub(pattern, words, message)
    return "ordene kan ikke forstås; se evaluering --hjaelp"
