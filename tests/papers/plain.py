"""Simple TeX as plain text: what a person would read aloud from the page."""

import re

REPLACED = {
    "---": "\u2014",
    "--": "\u2013",
    "``": "\u201c",
    "''": "\u201d",
    "`": "\u2018",
    "'": "\u2019",
    "~": " ",
    r"\,": " ",
    r"\%": "%",
    r"\&": "&",
    r"\_": "_",
    r"\#": "#",
}
MACRO = re.compile(r"\\newcommand\{\\([A-Za-z]+)\}\{([^{}\\]+)\}")
STYLED = re.compile(r"\\(?:emph|textbf|textit|texttt|textsc) ?\{([^{}]*)\}")
SYMBOL = re.compile("|".join(re.escape(symbol) for symbol in REPLACED))
LEFT_OVER = re.compile(r"[\\${}]")


def zero_argument_macros(source: str) -> dict[str, str]:
    r"""The document's own abbreviations: `\newcommand{\lh}{Lighthouse}` gives {"lh": "Lighthouse"}."""
    return dict(MACRO.findall(source))


def plain(tex: str, macros: dict[str, str]) -> str:
    """`tex` without its markup. Raises `ValueError` where more than simple TeX stands in it."""
    for name, words in macros.items():
        tex = re.sub(rf"\\{name} ?(?:\{{\}}|(?![A-Za-z]))", words, tex)
    tex = STYLED.sub(r"\1", tex)
    text = SYMBOL.sub(lambda symbol: REPLACED[symbol.group()], tex)
    if LEFT_OVER.search(text):
        raise ValueError(f"more than simple TeX; give the plain text beside it: {tex}")
    return " ".join(text.split())
