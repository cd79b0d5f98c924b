"""Photos: what Telegram accepts, and the file id by which a bot sends one again without its bytes."""

import hashlib
import re
import struct
from dataclasses import dataclass
from pathlib import Path

from maxsignal_cli.telegram.wire import Params, RefusalError, bad_request, upload

PHOTO_BYTES = 10_000_000
SIDES = 10_000
RATIO = 20
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG_FRAME = re.compile(rb"\xff[\xc0-\xc3\xc5-\xc7\xc9-\xcb\xcd-\xcf]..\x08(....)", re.DOTALL)
_FILE_ID = re.compile(r"stand-in-(\d+)-([0-9a-f]{32})")


@dataclass(frozen=True)
class Photo:
    """What is known of an uploaded photo; its id works for the bot that uploaded it only."""

    bot_id: int
    digest: str
    width: int
    height: int
    size: int

    @property
    def file_id(self) -> str:
        return f"stand-in-{self.bot_id}-{self.digest}"

    @property
    def sizes(self) -> list[dict[str, object]]:
        return [
            {
                "file_id": self.file_id,
                "file_unique_id": self.digest[:16],
                "width": self.width,
                "height": self.height,
                "file_size": self.size,
            }
        ]


def measure(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG, within Telegram's limits."""
    if not content:
        raise bad_request("file must be non-empty")
    if len(content) > PHOTO_BYTES:
        raise RefusalError(413, "Request Entity Too Large")
    width, height = _sides(content)
    if not (width and height) or width + height > SIDES or max(width, height) > RATIO * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height


def _sides(content: bytes) -> tuple[int, int]:
    if content.startswith(_PNG) and content[12:16] == b"IHDR":
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content.startswith(b"\xff\xd8") and (frame := _JPEG_FRAME.search(content)):
        height, width = struct.unpack(">HH", frame[1])
        return width, height
    raise bad_request("IMAGE_PROCESS_FAILED")


def content_type(content: bytes) -> str:
    return "image/png" if content.startswith(_PNG) else "image/jpeg"


class Photos:
    """Contents by their hash, in a folder when there is one, and therefore still there after a restart."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._known: dict[str, bytes] = {}

    def take(self, bot_id: int, params: Params, given: object) -> Photo:
        """The photo of a call: uploaded with it, or uploaded before and named by its id."""
        if not given:
            raise bad_request("there is no photo in the request")
        content = upload(params, given)
        if content is None:
            return self.find(bot_id, str(given))
        width, height = measure(content)
        digest = hashlib.sha256(content).hexdigest()[:32]
        self._keep(digest, content)
        return Photo(bot_id, digest, width, height, len(content))

    def find(self, bot_id: int | None, file_id: str) -> Photo:
        """None asks on nobody's behalf: the page shows every bot's photos."""
        if file_id.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        named = _FILE_ID.fullmatch(file_id)
        content = self.content(named[2]) if named else None
        if named is None or content is None or bot_id not in (None, int(named[1])):
            raise bad_request("wrong file identifier/HTTP URL specified")
        return Photo(int(named[1]), named[2], *measure(content), size=len(content))

    def content(self, digest: str) -> bytes | None:
        if digest not in self._known and self._folder and (file := self._folder / digest).exists():
            self._known[digest] = file.read_bytes()
        return self._known.get(digest)

    def forget(self) -> None:
        if self._folder:
            for digest in self._known:
                (self._folder / digest).unlink(missing_ok=True)
        self._known.clear()

    def _keep(self, digest: str, content: bytes) -> None:
        if digest in self._known:
            return
        self._known[digest] = content
        if self._folder:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self._folder / digest).write_bytes(content)
