"""Settings that are wrong, told as variable and rule; never with the value, which may be a secret."""

from collections.abc import Sequence

from pydantic import ValidationError
from pydantic_settings import SettingsError

from maxsignal_common.errors import MaxSignalError
from maxsignal_common.settings import Settings


class WrongSettingsError(MaxSignalError):
    """`problems` holds every wrong variable with what is wrong about it."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        super().__init__("wrong_settings", "\n".join(f"{name}: {message}" for name, message in problems))
        self.problems = tuple(problems)


def read_settings[S: Settings](of: type[S]) -> S:
    """The settings of this class from where they are looked for; raises all that is wrong at once."""
    try:
        return of()
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        problems = [(_variable(of, one["loc"]), one["msg"].removeprefix("Value error, ")) for one in found]
        raise WrongSettingsError(problems) from None
    except SettingsError as error:
        # Raised before validation, for the first variable that should hold JSON and does not.
        field = next((name for name in of.model_fields if f'"{name}"' in str(error)), of.__name__)
        raise WrongSettingsError([(field.upper(), "must be JSON")]) from None


def _variable(of: type[Settings], loc: tuple[int | str, ...]) -> str:
    return ".".join([str(loc[0]).upper(), *map(str, loc[1:])]) if loc else of.__name__
