"""What a post can be refused for; the caller maps the machine code to its own policy."""


class PostError(ValueError):
    """A post that must not be written as asked: `code` is for machines, `detail` for people."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
