"""A post that a person has rewritten keeps its look, and says nothing that the run does not know."""

import pytest

from maxsignal_posts import Post, PostError, caption_of
from maxsignal_posts.editing import Edited, Said, edit, footer_of, judge, tidy
from tests.unit.posts.test_grounding_shares import posts


def said(post: Post) -> tuple[Said, ...]:
    return tuple(Said(text, entities) for text, entities in post.parts)


def summary(post: Post) -> Said:
    caption = caption_of(post)
    return Said(caption.text, caption.entities)


def edited(post: Post, text: str) -> Edited:
    return edit(said(post), summary(post), post.text, text)


def piece(text: str, offset: int, length: int) -> str:
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le")


def codes(post: Post, text: str) -> list[str]:
    return [one.code for one in judge(text, footer_of(post.text), post.ledger)[0]]


@pytest.fixture
def post() -> Post:
    return posts()[0]


class TestLook:
    def test_text_that_was_not_changed_is_sent_as_before(self) -> None:
        for post in posts():
            same = edited(post, post.text)
            assert (same.text, same.parts, same.caption) == (post.text, said(post), summary(post))

    def test_changed_body_stays_a_quote_under_its_heading(self, post: Post) -> None:
        body = post.blocks[1].text.partition("\n")[2]
        changed = edited(post, post.text.replace(body, "• Слово\n• Дело")).parts[0]
        found = {
            one["type"]: piece(changed.text, one["offset"], one["length"]) for one in changed.entities[:3]
        }
        assert found[post.entities[2]["type"]] == "• Слово\n• Дело"

    def test_changed_heading_is_bold_to_its_end(self, post: Post) -> None:
        first = edited(post, "Всё спокойно\n\n" + post.text.partition("\n\n")[2]).parts[0]
        assert first.entities[0] == {"type": "bold", "offset": 0, "length": len("Всё спокойно")}

    def test_block_that_is_new_stands_plain(self, post: Post) -> None:
        head, _, rest = post.text.partition("\n\n")
        text = f"{head}\n\nЗаметка редактора\n\n{rest}"
        changed = edited(post, text)
        place = len(head) + 2
        assert all(
            one["offset"] + one["length"] <= place or one["offset"] >= place + len("Заметка редактора")
            for one in changed.parts[0].entities
        )

    def test_summary_says_what_the_text_says_now(self, post: Post) -> None:
        changed = edited(post, "Всё спокойно\n\n" + post.text.partition("\n\n")[2])
        assert changed.caption
        assert changed.caption.text.startswith("Всё спокойно\n\n")

    def test_summary_without_room_is_refused(self, post: Post) -> None:
        with pytest.raises(PostError, match="caption_unfit"):
            edited(post, "Слово " * 200 + "\n\n" + post.text.partition("\n\n")[2])

    def test_long_text_is_split_again(self, post: Post) -> None:
        head, _, rest = post.text.partition("\n\n")
        changed = edited(post, f"{head}\n\n{'Слово. ' * 600}\n\n{rest}")
        assert len(changed.parts) > 1
        assert all(len(part.text) <= 4096 for part in changed.parts)


class TestGate:
    def test_no_post_of_ours_is_refused(self) -> None:
        assert [found for post in posts() if (found := codes(post, post.text))] == []

    def test_price_that_is_no_level_is_named_with_its_place(self, post: Post) -> None:
        text = post.text.replace("\n\n", "\n\nЦель 987,65\n\n", 1)
        [blame], _ = judge(text, footer_of(post.text), post.ledger)
        assert (blame.code, piece(text, blame.offset, blame.length)) == ("not_a_level", "987,65")

    @pytest.mark.parametrize(
        ("words", "code"),
        [("пишите @trader_joe", "mention"), ("http://pump.example/x", "link"), ("жми <b>тут</b>", "markup")],
    )
    def test_way_to_reach_readers_is_refused(self, post: Post, words: str, code: str) -> None:
        assert code in codes(post, post.text.replace("\n\n", f"\n\n{words}\n\n", 1))

    def test_unfit_piece_is_shown_where_it_stands(self, post: Post) -> None:
        text = post.text.replace("\n\n", "\n\nпишите @trader_joe сюда\n\n", 1)
        [blame], _ = judge(text, footer_of(post.text), post.ledger)
        assert "@trader_joe" in piece(text, blame.offset, blame.length)

    def test_how_a_post_was_made_is_not_left_out(self, post: Post) -> None:
        assert codes(post, post.text.rpartition("\n\n")[0]) == ["footer_changed"]


def test_blocks_stand_apart_by_one_empty_line() -> None:
    assert tidy("\r\n a\r\nb \r\n \r\n\r\n c\n") == "a\nb \n\n c"
