"""The pictures of Herald in Slack in the documentation, drawn from the blocks that Herald really sends.

    python benchmarks/slack_pictures.py [FOLDER]

Runs Herald in the tests' own Slack over a sample paper, lets people review it, draws what stands there then
as Slack would, and has chromium, which must be installed, make PNGs of it: by default in `docs/pictures`.
"""

import base64
import html
import re
import subprocess
import sys
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image, ImageChops

_ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(_ROOT))

from tests.handlers.slack_lab import Lab, lab_in, link  # noqa: E402 -- the checkout itself is shown
from tests.servers.slack import Message, View  # noqa: E402 -- the same

JSON = dict[str, Any]
WIDTH = 760
_STYLE = """
body { font: 15px/1.46 Lato, "Liberation Sans", Arial, sans-serif; color: #1d1c1d; margin: 14px; }
.message { display: flex; margin: 0 0 14px; }
.below { margin-left: 44px; }
.face { flex: none; width: 36px; height: 36px; border-radius: 8px; margin-right: 8px; color: #fff; }
.face { text-align: center; font: bold 18px/36px sans-serif; }
.who, .title { font-weight: 900; }
.app { font-size: 10px; background: #ebeaeb; color: #616061; border-radius: 2px; }
.app { padding: 0 3px; margin-left: 4px; vertical-align: 2px; }
.when, .small { color: #616061; font-size: 13px; }
.when { margin-left: 6px; }
.small { margin: 4px 0; }
a { color: #1264a3; text-decoration: none; }
img { max-width: 340px; max-height: 240px; border: 1px solid #ddd; border-radius: 8px; }
img { margin: 4px 0; display: block; }
.button { display: inline-block; border: 1px solid #bbb; border-radius: 4px; padding: 2px 11px; }
.button { margin: 4px 8px 0 0; font-weight: bold; font-size: 13px; }
.primary { background: #007a5a; border-color: #007a5a; color: #fff; }
pre { background: #f8f8f8; border: 1px solid #ddd; border-radius: 4px; padding: 8px; margin: 4px 0; }
pre { white-space: pre-wrap; font: 12px/1.5 monospace; max-height: 250px; overflow: hidden; }
.mark { display: inline-block; background: #e8f5fa; border: 1px solid #1d9bd1; border-radius: 12px; }
.mark { font-size: 11px; padding: 1px 7px; }
.file { display: inline-block; border: 1px solid #ddd; border-radius: 8px; padding: 6px 12px; }
.file { margin: 4px 8px 0 0; font-size: 13px; font-weight: bold; }
.modal { border: 1px solid #ccc; border-radius: 8px; box-shadow: 0 4px 14px #0003; }
.modal { width: 520px; padding: 20px; }
.title { font-size: 20px; margin-bottom: 14px; }
.label { font-weight: bold; }
.field { border: 1px solid #868686; border-radius: 4px; padding: 8px; min-height: 70px; }
.field { white-space: pre-wrap; }
.foot { text-align: right; margin-top: 14px; }
"""


def marked(text: str) -> str:
    """Slack's mrkdwn as HTML; its `&`, `<` and `>` are escaped already, but for links."""
    text = re.sub(r"<(https?://[^|>]+)\|([^>]+)>", r'<a href="\1">\2</a>', text)
    text = re.sub(r"<(https?://[^>]+)>", r'<a href="\1">\1</a>', text)
    text = re.sub(r"(?<!\w)\*([^*\n]+)\*(?!\w)", r"<b>\1</b>", text)
    return re.sub(r"`([^`\n]+)`", r"<code>\1</code>", text).replace("\n", "<br>")


def block(lab: Lab, one: JSON) -> str:
    """A block as HTML."""
    if one["type"] == "context":
        return "".join(f"<div class=small>{marked(part['text'])}</div>" for part in one["elements"])
    if one["type"] == "image":
        content = lab.slack.files[one["slack_file"]["id"]].content or b""
        return f'<img src="data:image/png;base64,{base64.b64encode(content).decode()}">'
    if one["type"] == "input":
        text = html.escape(one["element"].get("initial_value", ""))
        return f"<div class=label>{one['label']['text']}</div><div class=field>{text}</div>"
    if one["type"] == "actions":
        buttons = ((part.get("style", ""), part["text"]["text"]) for part in one["elements"])
        return "".join(
            f'<span class="button {style}">{html.escape(words)}</span>' for style, words in buttons
        )
    return f"<div>{marked(one['text']['text'])}</div>" if one["type"] == "section" else rich(one)


def rich(one: JSON) -> str:
    """A block of rich text as HTML."""
    (inner,) = one["elements"]
    text = html.escape(inner["elements"][0]["text"])
    if inner["type"] == "rich_text_preformatted":
        return f"<pre>{text}</pre>"
    return "<div>" + re.sub(r"(https?://\S+|#\w+)", r"<a>\1</a>", text).replace("\n", "<br>") + "</div>"


def message(lab: Lab, one: Message) -> str:
    """A message as HTML, with who wrote it."""
    ours = bool(one.user.bot_id)
    app = "<span class=app>APP</span>" if ours else ""
    colour = "#1f3a5f" if ours else "#b0532c"
    body = "".join(block(lab, each) for each in one.blocks) if ours else f"<div>{marked(one.text)}</div>"
    files = "".join(f"<span class=file>{html.escape(file.title)}</span>" for file in one.files)
    marks = "<div><span class=mark>\N{EYES} 1</span></div>" if "eyes" in one.reactions else ""
    return (
        f'<div class="message {"below" if one.is_reply else ""}"><div class=face style="background:{colour}">'
        f"{one.user.name[0].upper()}</div><div><span class=who>{one.user.name.title()}</span>{app}"
        f"<span class=when>9:41 AM</span>{body}<div>{files}</div>{marks}</div></div>"
    )


def form(lab: Lab, view: View, typed: str) -> str:
    """A modal as HTML, with what somebody has typed into it."""
    body = ""
    for one in view.blocks:
        if one["type"] == "input":
            one = one | {"element": one["element"] | {"initial_value": typed}}  # noqa: PLW2901  as it looks now
        body += block(lab, one)
    send, close = view.body["submit"]["text"], view.body["close"]["text"]
    foot = f'<span class=button>{close}</span><span class="button primary">{send}</span>'
    return f"<div class=modal><div class=title>{view.title}</div>{body}<div class=foot>{foot}</div></div>"


def draw(path: Path, parts: Iterable[str]) -> None:
    """Write a PNG of the page, without what is empty below and beside it."""
    with TemporaryDirectory() as folder:
        page, shot = Path(folder) / "page.html", Path(folder) / "page.png"
        page.write_text(f"<meta charset=utf-8><style>{_STYLE}</style>{''.join(parts)}", encoding="utf-8")
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        command += [f"--window-size={WIDTH},2400", f"--screenshot={shot}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        picture = Image.open(BytesIO(shot.read_bytes())).convert("RGB")
    box = ImageChops.difference(picture, Image.new("RGB", picture.size, "white")).getbbox()
    right, bottom = (box[2], box[3]) if box else picture.size
    cut = picture.crop((0, 0, min(right + 14, picture.width), min(bottom + 14, picture.height)))
    cut.quantize(128).save(path, optimize=True)
    print(f"{path}: {path.stat().st_size // 1024} kB")


def review(lab: Lab, folder: Path) -> None:
    """Let Ada and Ben review a thread, and draw what they see."""
    root = lab.ada.says(lab.papers, f"Accepted at last! {link()}")
    tweets = lab.reviewed(root)
    lab.ben.clicks(tweets[4], "Approve")
    lab.until_says(tweets[4], "approved by")
    draw(
        folder / "slack-thread.png",
        (message(lab, one) for one in (root, lab.headline(root), tweets[4], tweets[5])),
    )
    lab.ada.clicks(tweets[3], "Edit")
    view = lab.form(lab.ada, "Edit tweet 4")
    typed = "Sixty-four examples, watched closely, tell early how a fine-tuning run will end. "
    lab.ada.types(view, "Text, without its number", typed * 4)
    lab.slack.until(lambda: "too many" in view.words)
    draw(folder / "slack-edit.png", [form(lab, view, typed * 4)])
    lab.ada.closes(view)
    lab.ada.clicks(lab.headline(root), "Approve all")
    done = lab.delivered(root)
    files = lab.slack.until(lambda: [one for one in lab.slack.replies(root) if one.files], seconds=30)
    draw(folder / "slack-done.png", (message(lab, one) for one in (done, files[-1])))


def main() -> None:
    """Draw the pictures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else _ROOT / "docs/pictures"
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="h-") as home, lab_in(Path(home)) as lab:
        lab.run()
        review(lab, folder)


if __name__ == "__main__":
    main()
