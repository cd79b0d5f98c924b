"""Resting liquidity: equal highs that form a pool, and how a level is swept or broken."""

from maxsignal_methods._jit import Column, kernel

SWEPT = 1
BROKEN = 2


@kernel
def pools(
    high: Column,
    bar: Column,
    known: Column,
    level: Column,
    tolerance: Column,
    age: int,
    member: Column,
    swing: Column,
    previous: Column,
    replaced: Column,
    extreme: Column,
    floor: Column,
    touches: Column,
) -> int:
    """Join each new swing high to the latest earlier one within tolerance that nothing has exceeded.

    `member[i]` is the pool a swing belongs to; a third touch writes a new row that replaces the old.
    """
    count = 0
    for i in range(len(bar)):
        tol = tolerance[known[i]]
        for j in range(i - 1, -1, -1):
            if bar[i] - bar[j] > age:
                break
            pool = member[j]
            if pool >= 0 and replaced[pool] >= 0:
                continue
            top = level[j] if pool < 0 else extreme[pool]
            # a pool that was traded through is taken; a lone swing may be missed by the tolerance
            if not abs(top - level[i]) <= tol or (pool >= 0 and level[i] > top):
                continue
            highest = max(top, level[i])
            clear = True
            for t in range(bar[j] + 1, bar[i]):
                if high[t] > highest:
                    clear = False
                    break
            if not clear:
                continue
            member[i] = count
            swing[count] = i
            previous[count] = pool
            extreme[count] = highest
            floor[count] = min(level[i], level[j] if pool < 0 else floor[pool])
            touches[count] = 2 if pool < 0 else touches[pool] + 1
            if pool >= 0:
                replaced[pool] = known[i]
            else:
                member[j] = count
            for k in range(i):
                if pool >= 0 and member[k] == pool:
                    member[k] = count
            count += 1
            break
    return count


@kernel
def sweeps(
    high: Column,
    close: Column,
    tolerance: Column,
    level: Column,
    taken: Column,
    bars: int,
    outcome: Column,
    when: Column,
    peak: Column,
) -> None:
    """From the bar that first trades above each level: closed back below (swept) or accepted (broken).

    Two closes running beyond the tolerance, or no close back within `bars`, is acceptance.
    """
    for k in range(len(level)):
        if taken[k] < 0:
            continue
        beyond = 0
        top = taken[k]
        for t in range(taken[k], min(taken[k] + bars + 1, len(close))):
            if high[t] > high[top]:
                top = t
            beyond = beyond + 1 if close[t] > level[k] + tolerance[t] else 0
            if close[t] < level[k]:
                outcome[k] = SWEPT
            elif beyond == 2 or t == taken[k] + bars:
                outcome[k] = BROKEN
            if outcome[k] > 0:
                when[k] = t
                peak[k] = top
                break
