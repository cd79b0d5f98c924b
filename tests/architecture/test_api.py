"""The dashboard is typed by the API as it is."""

from scripts.openapi import description
from tests.architecture.house import ROOT


def test_dashboard_knows_the_api_as_it_is() -> None:
    written = (ROOT / "services/api/dashboard/openapi.json").read_text()
    assert written == description(), "run `make api-types`"
