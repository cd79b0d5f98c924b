"""Texts and buttons that Telegram would refuse, or mend in silence, are refused here in its words."""

import json
import struct

import pytest

from maxsignal_cli.telegram.keyboards import read_keyboard
from maxsignal_cli.telegram.limits import Entity, check_entities, read_caption, read_text
from maxsignal_cli.telegram.photos import Photo, Photos, measure
from maxsignal_cli.telegram.wire import RefusalError


def entity(kind: str, offset: int, length: int, **extra: str) -> Entity:
    return Entity.model_validate({"type": kind, "offset": offset, "length": length, **extra})


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height)


def jpeg(width: int, height: int) -> bytes:
    return b"\xff\xd8\xff\xe0\0\x02\xff\xc0\0\x11\x08" + struct.pack(">HH", height, width)


class TestNesting:
    @pytest.mark.parametrize(
        ("outer", "inner"),
        [
            (entity("bold", 0, 9), entity("italic", 0, 9)),
            (entity("expandable_blockquote", 0, 9), entity("bold", 2, 3)),
            (entity("blockquote", 0, 9), entity("code", 0, 9)),
            (entity("bold", 0, 9), entity("text_link", 1, 2, url="https://a.example")),
            (entity("bold", 0, 3), entity("code", 3, 3)),
        ],
    )
    def test_contained_or_apart_is_accepted(self, outer: Entity, inner: Entity) -> None:
        check_entities("some text", [inner, outer])

    @pytest.mark.parametrize(
        ("outer", "inner", "reason"),
        [
            (entity("bold", 0, 5), entity("italic", 3, 5), "crosses the end"),
            (entity("blockquote", 0, 9), entity("expandable_blockquote", 2, 3), "quotation within"),
            (entity("code", 0, 9), entity("bold", 2, 3), "bold within a code"),
            (entity("bold", 0, 9), entity("pre", 2, 3), "pre within a bold"),
            (entity("text_link", 0, 9, url="https://a.example"), entity("mention", 2, 3), "mention within"),
        ],
    )
    def test_forbidden_nesting_is_refused(self, outer: Entity, inner: Entity, reason: str) -> None:
        with pytest.raises(RefusalError, match=reason):
            check_entities("some text", [outer, inner])

    def test_unknown_type_is_refused(self) -> None:
        with pytest.raises(RefusalError, match="unsupported type boldest"):
            check_entities("some text", [entity("boldest", 0, 4)])


class TestText:
    @pytest.mark.parametrize("read", [read_text, read_caption])
    def test_parse_mode_is_not_spoken(self, read: type) -> None:
        with pytest.raises(RefusalError, match="parse_mode"):
            read({"text": "x", "caption": "x", "parse_mode": "HTML"})

    def test_caption_may_be_left_out(self) -> None:
        assert read_caption({}) == ("", ())


def keyboard(*buttons: dict[str, object], rows: int = 1) -> dict[str, object]:
    return {"reply_markup": json.dumps({"inline_keyboard": [list(buttons)] * rows})}


def button(**action: object) -> dict[str, object]:
    return {"text": "x", **action}


class TestKeyboard:
    @pytest.mark.parametrize("data", ["x", "x" * 64, "ж" * 32])
    def test_data_of_64_bytes_is_accepted(self, data: str) -> None:
        assert read_keyboard(keyboard(button(callback_data=data)))[0][0].callback_data == data

    @pytest.mark.parametrize("data", ["", "x" * 65, "ж" * 33])
    def test_other_data_is_invalid(self, data: str) -> None:
        with pytest.raises(RefusalError, match="BUTTON_DATA_INVALID"):
            read_keyboard(keyboard(button(callback_data=data)))

    @pytest.mark.parametrize("text", ["", "x" * 257, "😀" * 129])
    def test_copied_text_has_a_limit(self, text: str) -> None:
        with pytest.raises(RefusalError, match="BUTTON_COPY_TEXT_INVALID"):
            read_keyboard(keyboard(button(copy_text={"text": text})))

    @pytest.mark.parametrize(
        ("buttons", "rows", "reason"),
        [
            ([button()], 1, "exactly one action"),
            ([button(callback_data="a", url="https://a.example")], 1, "exactly one action"),
            ([{"text": "", "callback_data": "a"}], 1, "can't parse inline keyboard button"),
            ([button(url="javascript:alert(1)")], 1, "Wrong HTTP URL"),
            ([button(callback_data="a")] * 9, 1, "too long"),
            ([button(callback_data="a")] * 8, 13, "too long"),
        ],
    )
    def test_wrong_keyboard_is_refused(
        self, buttons: list[dict[str, object]], rows: int, reason: str
    ) -> None:
        with pytest.raises(RefusalError, match=reason):
            read_keyboard(keyboard(*buttons, rows=rows))

    def test_reply_keyboard_is_accepted_unseen(self) -> None:
        assert read_keyboard({"reply_markup": {"remove_keyboard": True}}) == ()


class TestPhoto:
    @pytest.mark.parametrize("content", [png(1080, 1080), jpeg(1080, 1080), png(9000, 1000), png(20, 1)])
    def test_picture_within_limits_is_measured(self, content: bytes) -> None:
        assert measure(content)[0] > 0

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"", "non-empty"),
            (b"GIF or whatever", "IMAGE_PROCESS_FAILED"),
            (png(9001, 1000), "PHOTO_INVALID_DIMENSIONS"),
            (png(21, 1), "PHOTO_INVALID_DIMENSIONS"),
            (png(0, 10), "PHOTO_INVALID_DIMENSIONS"),
            (png(10, 10) + bytes(10_000_000), "Too Large"),
        ],
    )
    def test_other_files_are_refused(self, content: bytes, reason: str) -> None:
        with pytest.raises(RefusalError, match=reason):
            measure(content)

    def test_address_of_a_picture_is_not_fetched(self) -> None:
        with pytest.raises(RefusalError, match="failed to get HTTP URL content"):
            Photos(None).find(42, "https://a.example/x.png")

    def test_id_of_an_unknown_file_is_wrong(self) -> None:
        with pytest.raises(RefusalError, match="wrong file identifier"):
            Photos(None).find(42, Photo(42, "0" * 32, 1, 1, 1).file_id)
