"""What people read goes to standard output, what happens meanwhile to standard error."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from maxsignal_cli.client import Json
from maxsignal_cli.views import post_of


def print_json(data: object) -> None:
    """One JSON object and nothing else."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def print_text(text: str) -> None:
    sys.stdout.write(text + "\n")


def print_post(run: Json, language: str) -> None:
    """The post as subscribers read it, or why there is none."""
    if post := post_of(run, language):
        print_text(f"\n{post['text']}\n")
    else:
        error = run.get("error") or {}
        print_text(f"No post: {error.get('detail', run['status'])} ({error.get('code', 'not_finished')})")


@contextmanager
def stage(console: Console, title: str) -> Iterator[None]:
    """A spinner while it lasts (on a terminal), one line when it is done."""
    with console.status(title):
        yield
    console.print(f"[green]✓[/green] {title}")
