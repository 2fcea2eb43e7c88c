"""The objects that `--json` prints: for scripts, so their shape is a promise."""

import json
from typing import Any

from bot.draft import Draft, Piece
from bot.papers import Paper
from bot.tweets import numbered, weighted_length


def paper_json(paper: Paper) -> str:
    """What `herald read --json` prints; boxes and paths are null until figures are cropped."""
    return _dumped(
        {
            "id": str(paper.id) if paper.id else None,
            "title": paper.title,
            "authors": paper.authors,
            "abstract": paper.abstract,
            "pages": paper.pages,
            "sections": [
                {
                    "title": section.title,
                    "page": section.page,
                    "words": sum(len(sentence.text.split()) for sentence in section.sentences),
                }
                for section in paper.sections
            ],
            "figures": [
                {
                    "kind": figure.kind.value,
                    "number": figure.number,
                    "page": figure.page,
                    "caption": figure.caption,
                    "box": figure.box.model_dump() if figure.box else None,
                    "path": figure.picture or None,
                }
                for figure in paper.figures
            ],
            "repository": paper.repository or None,
            "links": [link.model_dump() for link in paper.links],
            "contributions": [sentence.text for sentence in paper.contributions],
            "limitations": [sentence.model_dump() for sentence in paper.limitations],
            "future_work": [sentence.model_dump() for sentence in paper.future_work],
            "hidden_text": [hidden.model_dump() for hidden in paper.hidden_text],
        }
    )


def draft_json(draft: Draft, paper: Paper) -> str:
    """What `herald thread`, `show` and `tweet` print with `--json`."""
    return _dumped(
        {
            "draft": draft.id,
            "paper": {
                "id": str(paper.id) if paper.id else None,
                "title": paper.title,
                "authors": paper.authors,
                "pages": paper.pages,
                "repository": paper.repository or None,
                "hidden_text": [hidden.model_dump() for hidden in paper.hidden_text],
            },
            "writer": draft.writer,
            "tweets": [_tweet(draft, paper, piece) for piece in draft.pieces],
            "uncovered": [
                {"figure": str(uncovered.figure), "reason": uncovered.reason} for uncovered in draft.uncovered
            ],
            "usage": draft.usage.model_dump() if draft.usage else None,
        }
    )


def _tweet(draft: Draft, paper: Paper, piece: Piece) -> dict[str, Any]:
    now, number = piece.now, draft.number(piece)
    text = numbered(now.text, number, draft.of())
    figure = paper.figure(now.figure) if now.figure else None
    return {
        "n": number,
        "of": draft.of(),
        "role": piece.role.value,
        "text": text,
        "weighted_length": weighted_length(text),
        "figure": {
            "kind": figure.kind.value,
            "number": figure.number,
            "page": figure.page,
            "caption": figure.caption,
            "path": figure.picture or None,
            "alt": now.alt,
        }
        if figure
        else None,
        "evidence": now.evidence.model_dump() if now.evidence else None,
        "findings": [finding.model_dump(mode="json") for finding in now.findings],
    }


def _dumped(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
