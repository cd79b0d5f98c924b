"""Compare, or with --write renew, what the detectors find on real candles: tests/fixtures/candles."""

import argparse
import sys

from tests.unit.methods.golden import FILE, NAMES, page, series, stored, write


def changes() -> list[str]:
    """One line per count or digest that differs from the stored one."""
    lines = []
    for name in NAMES:
        candles = series(name)
        if candles is None:
            continue
        before, after = stored()[name], page(candles)
        for method, told in after.items():
            old = before.get(method, {})
            keys = [key for key in old | told if old.get(key) != told.get(key)]
            lines += [f"{name} {method}.{key}: {old.get(key, 0)} -> {told.get(key, 0)}" for key in keys]
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="store what is found now")
    wanted = parser.parse_args()
    found = changes() if FILE.exists() else []
    sys.stdout.write("".join(f"{line}\n" for line in found))
    if wanted.write:
        write()
    return 0 if wanted.write or not found else 1


if __name__ == "__main__":
    sys.exit(main())
