"""The pictures of Herald in Discord in the documentation, drawn from the components that Herald really sends.

    python benchmarks/discord_pictures.py [FOLDER]

Runs Herald in the tests' own Discord over a sample paper, lets people review it, draws what stands there then
as Discord would, and has chromium, which must be installed, make PNGs of it: by default in `docs/pictures`.
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

_HERE = Path(__file__).resolve().parent
# A benchmark beside this file is called as Discord's library is.
sys.path[:] = [str(_HERE.parent), *(path for path in sys.path if Path(path).resolve() != _HERE)]

from tests.handlers.discord_process import LINK, arxiv_for, herald  # noqa: E402 -- the checkout itself
from tests.servers.discord import LoopbackDiscord, Seen  # noqa: E402 -- the same

JSON = dict[str, Any]
WIDTH, GROUND = 720, "#313338"
ROW, BUTTON, TEXT, GALLERY, FILE, CONTAINER = 1, 2, 10, 12, 13, 17
_STYLE = f"""
body {{ background: {GROUND}; color: #dbdee1; margin: 14px; }}
body {{ font: 15px/1.4 "gg sans", "Liberation Sans", Arial, sans-serif; }}
.message {{ display: flex; margin: 0 0 14px; }}
.face {{ flex: none; width: 38px; height: 38px; border-radius: 50%; margin-right: 14px; color: #fff; }}
.face {{ text-align: center; font: bold 18px/38px sans-serif; }}
.who {{ color: #f2f3f5; font-weight: 600; }}
.app {{ background: #5865f2; color: #fff; font-size: 10px; border-radius: 3px; padding: 1px 4px; }}
.app {{ margin-left: 5px; vertical-align: 2px; }}
.when {{ color: #949ba4; font-size: 12px; margin-left: 6px; }}
.box {{ background: #2b2d31; border: 1px solid #3f4147; border-radius: 8px; padding: 12px; width: 560px; }}
.box {{ margin-top: 4px; }}
h3 {{ margin: 0; font-size: 17px; color: #f2f3f5; }}
small {{ display: block; color: #949ba4; font-size: 12px; line-height: 1.4; }}
pre {{ background: #1e1f22; border-radius: 4px; padding: 8px; margin: 6px 0; max-height: 260px; }}
pre {{ white-space: pre-wrap; font: 13px/1.4 monospace; overflow: hidden; }}
img {{ max-width: 420px; max-height: 260px; border-radius: 8px; display: block; margin: 6px 0; }}
.button {{ display: inline-block; background: #4e5058; color: #fff; border-radius: 8px; font-size: 14px; }}
.button {{ padding: 5px 14px; margin: 8px 8px 0 0; }}
.style3 {{ background: #248046; }}
.file {{ background: #232428; border: 1px solid #3f4147; border-radius: 8px; padding: 9px; margin: 6px 0; }}
.mark {{ display: inline-block; background: #373a53; border: 1px solid #5865f2; border-radius: 8px; }}
.mark {{ font-size: 13px; padding: 1px 7px; margin-top: 4px; }}
a {{ color: #00a8fc; }}
"""


def marked(text: str) -> str:
    """Discord's Markdown as HTML, as far as Herald uses it."""
    shown = []
    for number, part in enumerate(re.split(r"```\n(.*?)\n```", text, flags=re.DOTALL)):
        if number % 2:
            shown.append(f"<pre>{html.escape(part)}</pre>")
            continue
        for line in filter(None, part.split("\n")):
            words = html.escape(re.sub(r"\\([^\w\s])", r"\1", line))
            words = re.sub(r"(https?://\S+)", r"<a>\1</a>", words)
            kinds = {"### ": "h3", "-# ": "small"}
            begin = next((begin for begin in kinds if words.startswith(begin)), "")
            kind = kinds.get(begin, "div")
            shown.append(f"<{kind}>{words.removeprefix(begin)}</{kind}>")
    return "".join(shown)


def component(one: JSON, files: dict[str, bytes]) -> str:
    """A component as HTML."""
    inner = "".join(component(each, files) for each in one.get("components") or ())
    kind = one["type"]
    if kind == GALLERY:
        names = [item["media"]["url"].rpartition("/")[2] for item in one["items"]]
        sources = [base64.b64encode(files[name]).decode() for name in names]
        return "".join(f'<img src="data:image/png;base64,{source}">' for source in sources)
    if kind == TEXT:
        return marked(one["content"])
    if kind == BUTTON:
        return f'<span class="button style{one["style"]}">{html.escape(one["label"])}</span>'
    if kind == FILE:
        return f"<div class=file>\N{PAGE FACING UP} {one['file']['url'].rpartition('/')[2]}</div>"
    return f"<div class=box>{inner}</div>" if kind == CONTAINER else f"<div>{inner}</div>"


def message(discord: LoopbackDiscord, one: Seen) -> str:
    """A message as HTML, with who wrote it."""
    told = discord.world.channels[one.channel_id].messages[one.id]
    files = {file.filename: file.content for file in told.attachments}
    ours = bool(told.components)
    app, colour = ("<span class=app>APP</span>", "#1f3a5f") if ours else ("", "#b0532c")
    parts = (component(each, files) for each in told.components)
    body = "".join(parts) if ours else f"<div>{marked(one.content)}</div>"
    marks = "".join(f"<span class=mark>{emoji} 1</span>" for emoji in one.reactions)
    return (
        f'<div class=message><div class=face style="background:{colour}">{one.author[0]}</div><div>'
        f"<span class=who>{one.author}</span>{app}<span class=when>9:41 AM</span>{body}{marks}</div></div>"
    )


def draw(path: Path, parts: Iterable[str]) -> None:
    """Write a PNG of the page, without what is empty below and beside it."""
    with TemporaryDirectory() as folder:
        page, shot = Path(folder) / "page.html", Path(folder) / "page.png"
        page.write_text(f"<meta charset=utf-8><style>{_STYLE}</style>{''.join(parts)}", encoding="utf-8")
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        command += [f"--window-size={WIDTH},2400", f"--screenshot={shot}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        picture = Image.open(BytesIO(shot.read_bytes())).convert("RGB")
    box = ImageChops.difference(picture, Image.new("RGB", picture.size, GROUND)).getbbox()
    right, bottom = (box[2], box[3]) if box else picture.size
    cut = picture.crop((0, 0, min(right + 14, picture.width), min(bottom + 14, picture.height)))
    cut.quantize(128).save(path, optimize=True)
    print(f"{path}: {path.stat().st_size // 1024} kB")


def review(discord: LoopbackDiscord, folder: Path) -> None:
    """Let Ada and Ben review a thread, and draw what they see."""
    said = discord.person("Ada").says("papers", f"Accepted at last! {LINK}")

    def reviewed() -> list[Seen]:
        shown = discord.messages(said.id) if discord.thread_of(said) else []
        whole = shown and "Approve all" in shown[0].labels and shown[-1].text.startswith("### Poster ad")
        return shown if whole else []

    head, *cards = discord.until(reviewed, 90)
    discord.person("Ben").clicks(cards[4], "Approve")
    discord.until(lambda: "approved by Ben" in discord.now(cards[4]).text)
    shown = [discord.now(one) for one in (said, head, cards[4], cards[5])]
    draw(folder / "discord-thread.png", (message(discord, one) for one in shown))
    discord.person("Ada").clicks(head, "Approve all")

    def delivered() -> list[Seen]:
        return [one for one in discord.messages(said.id) if "The approved thread" in one.text]

    (done,) = discord.until(delivered, 30)
    draw(folder / "discord-done.png", [message(discord, done)])


def main() -> None:
    """Draw the pictures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else _HERE.parent / "docs/pictures"
    folder.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory(prefix="h-") as home,
        arxiv_for(Path(home)) as environment,
        LoopbackDiscord() as discord,
        herald(discord, environment),
    ):
        review(discord, folder)


if __name__ == "__main__":
    main()
