"""The objects that `--json` prints: for scripts, so their shape is a promise."""

import json
from collections.abc import Mapping
from typing import Any

from bot.cards import alt_text, doubt
from bot.draft import Draft, Piece, Poster
from bot.papers import Figure, Paper
from bot.tweets import numbered, weighted_length


def paper_json(paper: Paper, written: Mapping[str, str]) -> str:
    """What `herald read --json` prints; `written` are the paths of pictures by name."""
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
                    **_picture(figure, written),
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


def draft_json(draft: Draft, paper: Paper, written: Mapping[str, str]) -> str:
    """What `herald thread`, `show` and `tweet` print with `--json`; `written` as above."""
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
            "tweets": [_tweet(draft, paper, piece, written) for piece in draft.pieces],
            "covered": [
                {"figure": str(covered.figure), "reason": covered.reason} for covered in draft.covered
            ],
            "uncovered": [
                {"figure": str(uncovered.figure), "reason": uncovered.reason} for uncovered in draft.uncovered
            ],
            "ad": _ad(draft, draft.ad) if draft.ad else None,
            "usage": draft.usage.model_dump() if draft.usage else None,
        }
    )


def ad_json(draft: Draft, written: Mapping[str, str]) -> str:
    """What `herald poster-ad --json` prints; `written` are the paths of its files by name."""
    usage = draft.usage.model_dump() if draft.usage else None
    ad = _ad(draft, draft.ad) if draft.ad else None
    return _dumped({"draft": draft.id, "ad": ad, "files": dict(written), "usage": usage})


def _ad(draft: Draft, ad: Piece) -> dict[str, Any]:
    poster = draft.poster or Poster()
    return {
        "text": ad.now.text,
        "weighted_length": weighted_length(ad.now.text),
        "longer": ad.now.longer or None,
        "feedback": ad.now.feedback.model_dump() if ad.now.feedback else None,
        "findings": [finding.model_dump(mode="json") for finding in ad.now.findings],
        "remark": ad.now.unmended or None,
        "approved": draft.is_approved(ad),
        "tweet": draft.number(ad) if ad in draft.posted else None,
        "facts": poster.facts.model_dump(),
        "own_draft": poster.own,
    }


def _tweet(draft: Draft, paper: Paper, piece: Piece, written: Mapping[str, str]) -> dict[str, Any]:
    now, number = piece.now, draft.number(piece)
    text = numbered(now.text, number, draft.of())
    figure = paper.figure(now.figure) if now.figure else None
    shown = draft.figure(now.figure) if now.figure else None  # as people saw it, whoever read it since
    return {
        "n": number,
        "of": draft.of(),
        "role": piece.role.value if piece.role else None,
        "text": text,
        "weighted_length": weighted_length(text),
        "figure": {
            "kind": figure.kind.value,
            "number": figure.number,
            "page": figure.page,
            "caption": figure.caption,
            **_picture(shown or figure, written),
            "alt": alt_text(piece, shown or figure),
        }
        if figure
        else None,
        "evidence": now.evidence.model_dump() if now.evidence else None,
        "findings": [finding.model_dump(mode="json") for finding in now.findings],
    }


def _picture(figure: Figure, written: Mapping[str, str]) -> dict[str, Any]:
    """The figure's picture: where it stands in the paper, and the file it was written to, if it was.

    Without a good crop `path`, `width` and `height` are null, `doubt` says why, and `page_path` is the whole
    page instead.
    """
    picture = figure.picture
    crop = picture if picture and not picture.doubt else None
    return {
        "box": figure.box.model_dump() if figure.box else None,
        "box_page": figure.box_page,
        "path": written.get(crop.name) if crop else None,
        "width": crop.width if crop else None,
        "height": crop.height if crop else None,
        "doubt": doubt(figure),
        "page_path": written.get(picture.name) if picture and picture.doubt else None,
    }


def _dumped(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
