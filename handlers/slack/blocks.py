"""Cards, forms and homes as Block Kit: pure functions, within Slack's limits.

The limits are those of Slack's reference ("Block Kit", "Views") and of `chat.update`; all text of a message
together may have some 13,200 characters.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.cards import Button, Card, Picture, progress, title_of
from bot.draft import Draft
from bot.forms import Field as FormField
from bot.forms import Form

JSON = dict[str, Any]

SECTION, HEADER, ALT, LABEL, FALLBACK, TITLE, VALUE = 3000, 150, 2000, 75, 1000, 24, 2000
ALL_SMALL = 6000
"""Characters of the reviewer's lines together: what is above and below them has to have room, too."""

ALL_TEXT = 4500
"""Characters of a card's text: a whole thread of thirteen tweets and their rules has some 4,400."""

BUTTON, FORM, FIELD, TYPED = "herald-button", "herald-form", "herald-field", "herald-typed"
"""What Herald's buttons, forms, fields, and fields that are followed while typing, are called by Slack."""

_STYLES = {"approve": "primary"}


def escaped(text: str) -> str:
    """`text` as mrkdwn shows it: nothing of it mentions anybody or forms a link (Slack, "Escaping text")."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cut(text: str, most: int) -> str:
    """`text` within `most` characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def card_blocks(card: Card, files: Mapping[str, str]) -> list[JSON]:
    """A card as blocks. `files` are Slack's files by the digests of the pictures that they hold."""
    title = f"*{escaped(cut(card.title, HEADER))}*"
    status = f" · {escaped(card.status)}" if card.status else ""
    blocks: list[JSON] = [_section(title + status)]
    if card.text:
        blocks.append(_exact(card.text, ready=bool(card.files)))
    if card.picture:
        blocks += _image(card.picture, files)
    small = _small(card.small)
    if small:
        blocks.append({"type": "context", "elements": [{"type": "mrkdwn", "text": part} for part in small]})
    if card.offered:
        blocks += _image(card.offered, files, title="The page instead; not posted with the tweet")
    if card.buttons:
        blocks.append({"type": "actions", "elements": [_button(button) for button in card.buttons[:25]]})
    return blocks


def fallback(card: Card) -> str:
    """The card for notifications and screen readers."""
    parts = (f"{card.title} · {card.status}" if card.status else card.title, card.text)
    return escaped(cut("\n".join(filter(None, parts)), FALLBACK))


def form_view(form: Form, memo: Mapping[str, str], *, hints: Mapping[str, str] | None = None) -> JSON:
    """A form as a modal. `memo` comes back with what is filled in; `hints` replace those of the fields."""
    blocks: list[JSON] = []
    for field in form.fields:
        blocks.append(_input(field))
        hint = (hints or {}).get(field.name, field.hint)
        if hint:
            said = {"type": "mrkdwn", "text": escaped(hint)}
            blocks.append({"type": "context", "block_id": f"hint-{field.name}", "elements": [said]})
    return {
        "type": "modal",
        "callback_id": FORM,
        "title": _plain(form.title, TITLE),
        "submit": _plain(form.send, TITLE),
        "close": _plain("Cancel", TITLE),
        "private_metadata": json.dumps(dict(memo)),
        "blocks": blocks,
    }


def filled_in(view: JSON) -> dict[str, str]:
    """What was filled into a form, by the fields' names."""
    values: JSON = view["state"]["values"]
    return {
        block: str(element.get("value") or "")
        for block, elements in values.items()
        for element in elements.values()
    }


def home_view(drafts: Sequence[tuple[Draft, str]], *, person: str) -> JSON:
    """The app's home: the open drafts, with links to their headlines; at most 99 (Slack, "Views")."""
    blocks: list[JSON] = [_section("*Open drafts*" if drafts else "*No draft is open.* Post an arXiv link.")]
    for draft, link in drafts:
        title = escaped(cut(title_of(draft), HEADER))
        approved = sum(map(draft.is_approved, draft.pieces))
        whose = "yours" if draft.requested_by.id == person else f"of {escaped(draft.requested_by.name)}"
        named = f"<{link}|{title}>" if link else title
        words = f"{named}\n{progress(draft)} · {approved} of {draft.of()} approved · {whose} · `{draft.id}`"
        blocks.append(_section(words))
    return {"type": "home", "blocks": blocks}


def _section(text: str) -> JSON:
    return {"type": "section", "text": {"type": "mrkdwn", "text": cut(text, SECTION)}}


def _exact(text: str, *, ready: bool) -> JSON:
    """A text that Slack neither marks up nor turns into mentions; `ready`: to be copied as a whole."""
    kind = "rich_text_preformatted" if ready else "rich_text_section"
    inner: JSON = {"type": kind, "elements": [{"type": "text", "text": cut(text, ALL_TEXT)}]}
    return {"type": "rich_text", "elements": [inner]}


def _image(picture: Picture, files: Mapping[str, str], title: str = "") -> list[JSON]:
    """A picture that was uploaded; none where that was not possible."""
    if picture.digest not in files:
        return [_section(f"_The picture {escaped(picture.name)} is no longer kept; take it from the paper._")]
    image: JSON = {
        "type": "image",
        "slack_file": {"id": files[picture.digest]},
        "alt_text": cut(picture.alt, ALT),
    }
    return [image | ({"title": _plain(title, SECTION)} if title else {})]


def _small(lines: Iterable[str]) -> list[str]:
    """The reviewer's lines in as few parts as hold them; what is too much is told."""
    parts, room, left = [""], ALL_SMALL, 0
    for line in lines:
        words = escaped(cut(line, SECTION // 2))
        if len(words) > room:
            left += 1
            continue
        room -= len(words)
        if len(parts[-1]) + len(words) + 1 > SECTION:
            parts.append("")
        parts[-1] += f"\n{words}" if parts[-1] else words
    if left:
        parts.append(f"and {left} more")
    return [part for part in parts if part]


def _button(button: Button) -> JSON:
    verb = button.action.verb.value
    piece = "" if button.action.piece is None else f"-{button.action.piece}"
    made: JSON = {
        "type": "button",
        "text": _plain(button.label, LABEL),
        "action_id": f"{BUTTON}-{verb}{piece}",
        "value": button.action.encode(),
    }
    return made | ({"style": _STYLES[verb]} if verb in _STYLES else {})


def _input(field: FormField) -> JSON:
    """A field; one with a hint is followed while somebody types."""
    element: JSON = {
        "type": "plain_text_input",
        "action_id": TYPED if field.hint else FIELD,
        "multiline": field.long,
        "max_length": min(field.most, SECTION),
    }
    if field.text:
        element["initial_value"] = cut(field.text, SECTION)
    if field.hint:
        element["dispatch_action_config"] = {"trigger_actions_on": ["on_character_entered"]}
    return {
        "type": "input",
        "block_id": field.name,
        "label": _plain(field.label, VALUE),
        "optional": field.optional,
        "dispatch_action": bool(field.hint),
        "element": element,
    }


def _plain(text: str, most: int) -> JSON:
    return {"type": "plain_text", "text": cut(text, most), "emoji": False}
