"""A language model as clients see and switch it."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import BaseModel, Field, StrictBool, model_validator
from pydantic_core import PydanticCustomError

from maxsignal_common.market import Frozen

# A dollar per token is a mistake.
UsdPerToken = Annotated[Decimal, Field(ge=0, lt=1, max_digits=30)]


class Model(BaseModel):
    """Prices are US dollars per token and per request; null is not known, and such a model is not asked.

    `own_price`: somebody set it here, and the provider's list leaves it alone.
    """

    id: str
    name: str
    provider: str
    context: int | None
    prompt_price: Decimal | None
    completion_price: Decimal | None
    request_price: Decimal | None
    enabled: bool
    gone: bool
    description: str
    own_price: bool


class ModelList(BaseModel):
    """`providers` are all there are, for a choice among them; `total` is how many the filters leave."""

    items: list[Model]
    total: int
    providers: list[str]
    next_cursor: str | None


class Synced(BaseModel):
    """Ids; `gone` ones are listed no more, and stay as they were."""

    added: list[str]
    changed: list[str]
    gone: list[str]
    same: int


class ModelChange(Frozen):
    """A model whose provider tells no price needs both to be switched on."""

    enabled: StrictBool
    prompt_price: UsdPerToken | None = None
    completion_price: UsdPerToken | None = None

    @model_validator(mode="after")
    def _both_prices(self) -> Self:
        if (self.prompt_price is None) != (self.completion_price is None):
            raise PydanticCustomError("one_price", "give both prices or none")
        return self
