"""Where pictures of posts are kept, and how many there are and are not."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter

from maxsignal_common.rendered import RenderedPost
from maxsignal_common.store.database import Database
from maxsignal_common.store.pictures import keep_picture
from maxsignal_merger.picture import Picture
from maxsignal_posts.chart import SIZE


class Gallery:
    def __init__(self, database: Database, registry: CollectorRegistry) -> None:
        self._database = database
        self._pictures = Counter(
            "maxsignal_pictures_total",
            "Posts by language that got their picture, or the code of why they did not",
            ["language", "outcome"],
            registry=registry,
        )

    async def keep(self, posts: Iterable[RenderedPost], pictures: Iterable[Picture]) -> None:
        """Store what the posts name before they go out; a post without a picture needs no store."""
        if drawn := list(pictures):
            async with self._database.begin() as connection:
                for picture in drawn:
                    await keep_picture(connection, picture.png, width=SIZE, height=SIZE)
        for post in posts:
            self._pictures.labels(post.language, post.unpictured or "drawn").inc()
