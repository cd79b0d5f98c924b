"""The analyses a new installation starts with; a change here is a new version where they are installed."""

from maxsignal_common.analysis import AnalysisDocument, AnalysisSpec, StepConfig
from maxsignal_common.facts import Method
from maxsignal_common.market import Timeframe


def _steps(*methods: Method) -> tuple[StepConfig, ...]:
    return tuple(StepConfig(method=method) for method in methods)


DAYSTART = AnalysisDocument(
    name="daystart",
    description="Where the market stands before the day begins: all five methods and three scenarios",
    config=AnalysisSpec(),
)
INTRADAY_SMC = AnalysisDocument(
    name="intraday-smc",
    description="Structure, zones and sessions of the running day, read in two higher timeframes",
    config=AnalysisSpec(
        steps=_steps(Method.SMC, Method.ICT, Method.DELTA),
        timeframes=(Timeframe.M5, Timeframe.M15, Timeframe.M30, Timeframe.H1),
        candles=500,
    ),
)
# Sessions and the delta of single bars say little about weeks.
WEEKLY_OVERVIEW = AnalysisDocument(
    name="weekly-overview",
    description="The larger picture once a week: ranges, structure and effort against result",
    config=AnalysisSpec(
        steps=_steps(Method.WYCKOFF, Method.SMC, Method.VSA),
        timeframes=(Timeframe.W1, Timeframe.D1),
        candles=200,
    ),
)

SHIPPED: tuple[AnalysisDocument, ...] = (DAYSTART, INTRADAY_SMC, WEEKLY_OVERVIEW)
