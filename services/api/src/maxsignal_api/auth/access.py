"""Who may call which operation: the one table of it. An operation without a line is the administrators'."""

from enum import StrEnum
from types import MappingProxyType


class Access(StrEnum):
    """What a caller needs; each includes what stands before it."""

    OPEN = "open"
    TRADER = "trader"
    ADMIN = "admin"


OPEN, TRADER, ADMIN = Access

ACCESS = MappingProxyType(
    {
        # health
        "getHealth": OPEN,
        "getReadiness": OPEN,
        "getMetrics": ADMIN,
        "getDescription": TRADER,
        # login; what is one's own
        "login": OPEN,
        "logout": TRADER,
        "getMe": TRADER,
        "changePreferences": TRADER,
        "changePassword": TRADER,
        "changeEmail": TRADER,
        "listSessions": TRADER,
        "endSession": TRADER,
        "listViews": TRADER,
        "saveView": TRADER,
        "removeView": TRADER,
        # users, tokens, settings, audit
        "listUsers": ADMIN,
        "registerUser": ADMIN,
        "changeUser": ADMIN,
        "resetPassword": ADMIN,
        "endUserSessions": ADMIN,
        "listTokens": ADMIN,
        "mintToken": ADMIN,
        "revokeToken": ADMIN,
        "getSettings": ADMIN,
        "changeSettings": ADMIN,
        "testProvider": ADMIN,
        "listAudit": ADMIN,
        # runs and posts
        "streamEvents": TRADER,
        "listRuns": TRADER,
        "getRun": TRADER,
        "requestRun": TRADER,
        "cancelRun": TRADER,
        "exportRuns": TRADER,
        "publishPost": ADMIN,
        "getPost": TRADER,
        "revisePost": ADMIN,
        "testPost": ADMIN,
        "listPostRevisions": TRADER,
        "getChart": TRADER,
        "getPicture": TRADER,
        "listCalls": TRADER,
        "getCall": TRADER,
        "replayStep": ADMIN,
        "listReplays": TRADER,
        "getReplay": TRADER,
        "previewPublish": ADMIN,
        "listRunDeliveries": ADMIN,
        "listUnknownDeliveries": ADMIN,
        "markDeliverySent": ADMIN,
        "resendDelivery": ADMIN,
        "retryDeliveries": ADMIN,
        # subscribers
        "listSubscribers": ADMIN,
        "getSubscriber": ADMIN,
        "testSubscriber": ADMIN,
        "pauseSubscriber": ADMIN,
        "resumeSubscriber": ADMIN,
        # analyses
        "listAnalyses": TRADER,
        "getAnalysis": TRADER,
        "listAnalysisVersions": TRADER,
        "getAnalysisVersion": TRADER,
        "estimateAnalysis": TRADER,
        "createAnalysis": ADMIN,
        "addAnalysisVersion": ADMIN,
        "activateAnalysisVersion": ADMIN,
        "archiveAnalysis": ADMIN,
        "describeAnalysis": ADMIN,
        "restoreAnalysis": ADMIN,
        # prompts
        "listPrompts": TRADER,
        "getPrompt": TRADER,
        "listPromptVersions": TRADER,
        "getPromptVersion": TRADER,
        "comparePromptVersions": TRADER,
        "previewPrompt": TRADER,
        "addPromptVersion": ADMIN,
        "activatePromptVersion": ADMIN,
        # instruments
        "listInstruments": TRADER,
        "changeInstrument": ADMIN,
        "listSources": TRADER,
        "enableSource": ADMIN,
        # schedules
        "listSchedules": TRADER,
        "listWeek": TRADER,
        "getSchedule": TRADER,
        "previewSchedule": TRADER,
        "listScheduleTicks": TRADER,
        "createSchedule": ADMIN,
        "replaceSchedule": ADMIN,
        "deleteSchedule": ADMIN,
        "pauseSchedule": ADMIN,
        "resumeSchedule": ADMIN,
        "runSchedule": ADMIN,
        # models
        "listModels": TRADER,
        "changeModel": ADMIN,
        "syncModels": ADMIN,
        # system
        "getSystem": TRADER,
        # dead letters
        "listDeadLetters": ADMIN,
        "getDeadLetter": ADMIN,
        "replayDeadLetter": ADMIN,
        "dropDeadLetter": ADMIN,
    }
)


def needed_for(operation_id: str | None) -> Access:
    """What an operation needs; a test fails where one has no line, and until then nobody slips in."""
    return ACCESS.get(operation_id or "", ADMIN)
