"""The words of the bot and its buttons: Fluent files, one folder per language; a missing word is a bug."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from fluent.runtime import FluentBundle, FluentResource

from maxsignal_common.analysis import Language


class Texts:
    """One language's words; call it with a message's id and its variables."""

    def __init__(self, language: Language) -> None:
        self.language = language
        # Isolating marks around variables would end up in what people copy.
        self._bundle = FluentBundle([language], use_isolating=False)
        folder = files(__package__).joinpath("locales", language)
        for path in sorted(folder.iterdir(), key=lambda path: path.name):
            self._bundle.add_resource(FluentResource(path.read_text("utf-8")))

    def __call__(self, key: str, **values: str | int) -> str:
        pattern = self._bundle.get_message(key).value
        if pattern is None:
            raise LookupError(f"{key} has no text in {self.language}")
        said, errors = self._bundle.format_pattern(pattern, values)
        if errors:
            raise LookupError(f"{key} in {self.language}: {errors[0]}")
        return str(said)

    def __contains__(self, key: str) -> bool:
        return self._bundle.has_message(key)

    def named(self, values: Mapping[str, str | int], prefix: str) -> list[str]:
        """The texts of those values that have one, each with its own as `value`."""
        return [
            self(f"{prefix}{name}", value=value)
            for name, value in values.items()
            if f"{prefix}{name}" in self
        ]


@cache
def texts(language: Language) -> Texts:
    return Texts(language)
