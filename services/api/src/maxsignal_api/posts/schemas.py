"""What publishing answers."""

from uuid import UUID

from pydantic import BaseModel


class PublishAccepted(BaseModel):
    run_id: UUID
    post_id: UUID
