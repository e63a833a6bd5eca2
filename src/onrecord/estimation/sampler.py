"""The Gibbs sampler of the latent-class model, compiled by numba. Import it only when it is about to run.

Numbering of a sweep's steps as in docs/estimation.md:

1. who is in which class (multinomial, cell by cell), 2. how many were never listed, and their classes (classes then change
places), 3. each class's chance of being on each list, 4. the classes' sizes (stick-breaking), 5. the concentration alpha.

Steps 1 and 2 are drawn from the parameters alone, so that parameters may be exchanged between levels in between. The levels
are the same model on thinner and thinner copies of the table (level 0 is the table itself): on few people the chain walks
freely, and an exchange, accepted by the Metropolis rule on the likelihood with classes and unseen summed out, carries it
across valleys on level 0. The random numbers are xoshiro256++ with one state per chain, so that nothing depends on threads.

Shapes: `cells` (patterns + 1, lists), its last row all zeros, for those never listed; `sizes` (classes,); `listed` (2, lists,
classes), the chance not to be and to be on a list; `people` (classes, lists + 1), on each list and in all; `weights`
(classes,), room to work in. Only `run` has a signature and a cache, so that a cached start loads one function. Assigned
slices, reductions and new arrays are avoided: each compiles helpers of numba's own, together longer than all of this.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit

FEW = 4
"""So many people of one cell are put into classes one by one; more of them by binomial draws."""
_0, _1, _2, _4, _11, _17, _19, _23, _41, _45, _56, _63, _64, _255 = (
    np.uint64(v) for v in (0, 1, 2, 4, 11, 17, 19, 23, 41, 45, 56, 63, 64, 255)
)
_ALL, _ODD, _PAIRS, _NIBBLES, _BYTES = (np.uint64((2**64 - 1) // v) for v in (1, 3, 5, 17, 255))
_LOG_FACTORIALS = np.array([math.lgamma(k + 1.0) for k in range(16)])
_INVERSES = np.array([0.0] + [1.0 / k for k in range(1, 128)])
_TAIL = 3.6541528853610088


def _layers() -> tuple[Any, Any]:
    """Edges and their ratios of 256 layers of equal area under exp(-x^2 / 2) (Doornik 2005, ZIGNOR)."""
    area = 4.92867323399e-3
    edges = [area * math.exp(0.5 * _TAIL * _TAIL), _TAIL]
    for _ in range(254):
        edges.append(math.sqrt(-2.0 * math.log(area / edges[-1] + math.exp(-0.5 * edges[-1] ** 2))))
    edges.append(0.0)
    at = np.array(edges)
    return at, at[1:] / at[:-1]


_EDGES, _RATIOS = _layers()
F = TypeVar("F", bound=Callable[..., Any])
_jit: Any = njit  # numba's own types do not know the options
_PLAIN = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}


def _part(function: F) -> F:
    """Compiled only as a part of `run`."""
    return cast(F, _jit(no_cpython_wrapper=True, **_PLAIN)(function))


def _inline(function: F) -> F:
    """The same, copied to where it is called: what is called in nearly every step."""
    return cast(F, _jit(no_cpython_wrapper=True, forceinline=True, **_PLAIN)(function))


def _whole(signature: str) -> Callable[[F], F]:
    """Compiled at once and kept in numba's cache, or compiled anew each time where there is no place to keep it."""

    def compiled(function: F) -> F:
        try:
            return cast(F, _jit(signature, cache=True, **_PLAIN)(function))
        except RuntimeError:
            return cast(F, _jit(signature, **_PLAIN)(function))

    return compiled


@_inline
def _bits(s: Any) -> Any:
    total = s[0] + s[3]
    result = ((total << _23) | (total >> _41)) + s[0]
    shifted = s[1] << _17
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= shifted
    s[3] = (s[3] << _45) | (s[3] >> _19)
    return result


@_inline
def _uniform(s: Any) -> Any:
    """A number in (0, 1): never 0, so that its logarithm is finite."""
    return (np.float64(_bits(s) >> _11) + 0.5) * 1.1102230246251565e-16


@_inline
def _normal(s: Any) -> Any:
    """Standard normal by the ziggurat: one random number and one comparison in 99 of 100 draws."""
    while True:
        bits = _bits(s)
        layer = np.int64(bits & _255)
        u = (np.float64(bits >> _11) + 0.5) * 2.220446049250313e-16 - 1.0
        x = u * _EDGES[layer]
        if abs(u) < _RATIOS[layer]:
            return x
        if layer == 0:
            while True:
                beyond = -math.log(_uniform(s)) / _TAIL
                if -2.0 * math.log(_uniform(s)) >= beyond * beyond:
                    return _TAIL + beyond if u > 0.0 else -_TAIL - beyond
        inner, outer = _EDGES[layer + 1], _EDGES[layer]
        high, low = math.exp(-0.5 * (inner * inner - x * x)), math.exp(-0.5 * (outer * outer - x * x))
        if low + _uniform(s) * (high - low) < 1.0:
            return x


@_part
def _gamma(s: Any, shape: Any) -> Any:
    """Gamma(shape, 1) by Marsaglia and Tsang (2000); 0 where a shape far below 1 gives less than the least number."""
    if shape == 1.0:
        return -math.log(_uniform(s))
    boost = 1.0
    if shape < 1.0:
        boost = math.exp(math.log(_uniform(s)) / shape)
        shape += 1.0
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        x = _normal(s)
        v = 1.0 + c * x
        if v <= 0.0:
            continue
        v = v * v * v
        u = _uniform(s)
        square = x * x
        if u < 1.0 - 0.0331 * square * square or math.log(u) < 0.5 * square + d * (1.0 - v + math.log(v)):
            return boost * d * v


@_part
def _log_factorial(x: Any) -> Any:
    """log x!: a table, then Stirling's series (below 1e-12 off)."""
    if x < 16.0:
        return _LOG_FACTORIALS[np.int64(x)]
    inverse = 1.0 / x
    square = inverse * inverse
    series = inverse * (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square / 1680.0)))
    return (x + 0.5) * math.log(x) - x + 0.9189385332046727 + series


@_inline
def _heads(s: Any, n: Any, p: Any) -> Any:
    """Binomial(n <= 64, p <= 1/2) by comparing 64 random numbers with p at once, binary digit by binary digit."""
    undecided = _ALL >> (_64 - np.uint64(n))
    digits = np.uint64(p * 1.8446744073709552e19)
    below = _0
    while undecided != _0 and digits != _0:
        digit = _0 - (digits >> _63)  # all ones, or all zeros
        bits = _bits(s)
        below |= undecided & digit & ~bits
        undecided &= ~(bits ^ digit)
        digits <<= _1
    below -= (below >> _1) & _ODD  # from here on: how many ones
    below = (below & _PAIRS) + ((below >> _2) & _PAIRS)
    below = (below + (below >> _4)) & _NIBBLES
    return float((below * _BYTES) >> _56)


@_part
def _inverted(u: Any, n: Any, q: Any) -> Any:
    """Binomial(n, q) by inversion of the uniform number u, for n q below 10."""
    chance = math.exp(n * math.log(1.0 - q))
    odds = q / (1.0 - q)
    found = 0.0
    k = 0
    while u > chance and k < 127 and found < n:
        u -= chance
        k += 1
        chance *= odds * (n - found) * _INVERSES[k]
        found += 1.0
    return found


@_part
def _rejected(s: Any, n: Any, q: Any) -> Any:
    """Binomial(n, q) by Hörmann's transformed rejection (1993, BTRS) with the squeezes of BTPE, for n q of 10 and more."""
    variance = n * q * (1.0 - q)
    spread = math.sqrt(variance)
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * q
    quick = 0.92 - 4.2 / b
    while True:
        v = _uniform(s)
        u = _uniform(s) - 0.5
        us = 0.5 - abs(u)
        found = float(math.floor((2.0 * a / us + b) * u + n * q + 0.5))
        if us >= 0.07 and v <= quick:
            return found
        if found < 0.0 or found > n:
            continue
        scaled = v * (2.83 + 5.1 / b) * spread / (a / (us * us) + b)
        mode = float(math.floor((n + 1.0) * q))
        odds = q / (1.0 - q)
        away = abs(found - mode)
        if away <= 20.0:  # the ratio of the two probabilities, factor by factor
            above, under = 1.0, 1.0
            at = mode if mode < found else found
            for _ in range(np.int64(away)):
                above *= (n - at) * odds
                at += 1.0
                under *= at
            if (scaled * under <= above) if mode < found else (scaled * above <= under):
                return found
            continue
        height = math.log(scaled)
        if away < 0.5 * variance - 1.0:
            slack = (away / variance) * ((away * (away / 3.0 + 0.625) + 1.0 / 6.0) / variance + 0.5)
            normal = -away * away / (2.0 * variance)
            if height < normal - slack:
                return found
            if height > normal + slack:
                continue
        bound = _log_factorial(mode) + _log_factorial(n - mode) - _log_factorial(found) - _log_factorial(n - found)
        if height <= bound + (found - mode) * math.log(odds):
            return found


@_inline
def _binomial(s: Any, n: Any, p: Any) -> Any:
    """Binomial(n, p), n a whole float."""
    q = p if p <= 0.5 else 1.0 - p
    if not q > 0.0:
        return n if p >= 1.0 else 0.0
    trials, found = n, 0.0
    if n <= 128.0 and n * q > 0.1:
        while n > 64.0:
            found += _heads(s, 64.0, q)
            n -= 64.0
        found += _heads(s, n, q)
    elif n * q < 10.0:
        u = _uniform(s)
        if u > 1.0 - n * q:  # (1 - q)^n is larger still: below it nobody, without its exponential
            found = _inverted(u, n, q)
    else:
        found = _rejected(s, n, q)
    return found if p <= 0.5 else trials - found


@_part
def _poisson(s: Any, mean: Any) -> Any:
    """Poisson(mean): inversion for small means, else Hörmann's PTRS (1993)."""
    x = 0.0
    if mean < 10.0:
        chance = math.exp(-mean)
        u = _uniform(s)
        k = 0
        while u > chance and k < 127:
            u -= chance
            k += 1
            chance *= mean * _INVERSES[k]
        return float(k)
    b = 0.931 + 2.53 * math.sqrt(mean)
    a = -0.059 + 0.02483 * b
    while True:
        u = _uniform(s) - 0.5
        v = _uniform(s)
        us = 0.5 - abs(u)
        x = float(math.floor((2.0 * a / us + b) * u + mean + 0.43))
        if us >= 0.07 and v <= 0.9277 - 3.6224 / (b - 2.0):
            return x
        if x < 0.0 or (us < 0.013 and v > us):
            continue
        scaled = v * (1.1239 + 1.1328 / (b - 3.4)) / (a / (us * us) + b)
        if math.log(scaled) <= x * math.log(mean) - mean - _log_factorial(x):
            return x


@_part
def _unseen(s: Any, n: Any, rho: Any) -> Any:
    """Step 2: how many were never listed, negative binomial (it follows from p(N) proportional to 1/N)."""
    mean = _gamma(s, n) * rho / max(1.0 - rho, 1e-12)
    return _poisson(s, mean if mean < 1e15 else 1e15)


@_part
def _weigh(cells: Any, m: Any, sizes: Any, listed: Any, weights: Any) -> Any:
    """Each class's share of the people with pattern m, into `weights`; their sum is the pattern's probability."""
    for k in range(sizes.shape[0]):
        weights[k] = sizes[k]
    for j in range(cells.shape[1]):  # lists outside, classes inside: the inner loop is one of vectors
        x = cells[m, j]
        for k in range(sizes.shape[0]):
            weights[k] *= listed[x, j, k]
    total = 0.0
    for k in range(sizes.shape[0]):
        total += weights[k]
    return total


@_inline
def _enter(people: Any, pattern: Any, m: Any, k: Any, found: Any) -> None:
    """So many people with pattern m are of class k."""
    lists = pattern.shape[1]
    for j in range(lists):
        people[k, j] += pattern[m, j] * found
    people[k, lists] += found


@_part
def _allot(s: Any, left: Any, cells: Any, m: Any, total: Any, weights: Any, people: Any) -> None:
    """`left` people with pattern m into classes with these weights (multinomial)."""
    last = weights.shape[0] - 1
    k = 0
    while left > FEW and k < last:
        found = _binomial(s, left, weights[k] / total)
        if found > 0.0:
            _enter(people, cells, m, k, found)
            left -= found
        total -= weights[k]
        k += 1
    if k == last:
        _enter(people, cells, m, k, left)
        return
    while left > 0.0:
        level = total * _uniform(s)
        at = k
        while at < last:
            level -= weights[at]
            if level < 0.0:
                break
            at += 1
        _enter(people, cells, m, at, 1.0)
        left -= 1.0


@_part
def _draw_classes(
    s: Any, counts: Any, cells: Any, sizes: Any, listed: Any, cap: Any, people: Any, weights: Any, tally: Any
) -> Any:
    """Steps 1 and 2: the classes of everybody, into `people`; returns the number never listed."""
    last, n = cells.shape[0] - 1, 0.0
    for k in range(people.shape[0]):
        for j in range(people.shape[1]):
            people[k, j] = 0.0
    for m in range(last):
        if counts[m]:
            here = float(counts[m])
            n += here
            total = _weigh(cells, m, sizes, listed, weights)
            _allot(s, here, cells, m, total, weights, people)
    rho = _weigh(cells, last, sizes, listed, weights)
    unseen = _unseen(s, n, rho)
    tries = 1
    while unseen > cap:
        tally[0] += 1
        unseen = _unseen(s, n, rho) if tries < 1000 else float(cap)
        tries += 1
    _allot(s, unseen, cells, last, rho, weights, people)
    return unseen


@_part
def _swap_classes(s: Any, people: Any, alpha: Any) -> None:
    """Each class may change places with another by the Metropolis rule, sizes and listing chances summed out.

    With T(i) the people behind class i, the stick-breaking probability of how many are where is proportional to the product of
    1 / (alpha + T(i)) over all but the last two classes, times Gamma(alpha + m) / m! for the m people of the last. A large
    class at the front (with a small alpha) and at the end (with a large one) are two modes that nothing else connects.
    """
    last, lists = people.shape[0] - 1, people.shape[1] - 1
    for one in range(last + 1 if last > 0 else 0):
        other = int(_uniform(s) * last)
        other += other >= one
        first, second = min(one, other), max(one, other)
        gain = people[first, lists] - people[second, lists]  # of each T(i) between the two
        if gain == 0.0:
            continue
        behind, ratio = 0.0, 1.0
        for i in range(last, first, -1):
            behind += people[i, lists]
            if i <= second and i < last:
                ratio *= (alpha + behind) / (alpha + behind + gain)
        if second == last:
            a, b = people[first, lists], people[last, lists]
            ratio *= math.exp(math.lgamma(alpha + a) - math.lgamma(1.0 + a) - math.lgamma(alpha + b) + math.lgamma(1.0 + b))
        if _uniform(s) < ratio:
            for j in range(lists + 1):
                people[first, j], people[second, j] = people[second, j], people[first, j]


@_part
def _draw_listed(s: Any, people: Any, listed: Any, a: Any, b: Any) -> Any:
    """Step 3: each class's chance of being on each list, Beta(a, b) a priori; returns how many classes hold anybody."""
    lists, classes = listed.shape[1], listed.shape[2]
    occupied = 0.0
    for k in range(classes):
        members = people[k, lists]
        if members > 0.0:
            occupied += 1.0
        for j in range(lists):
            if members == 0.0 and a == 1.0 and b == 1.0:
                listed[1, j, k] = _uniform(s)
                listed[0, j, k] = 1.0 - listed[1, j, k]
                continue
            on = _gamma(s, a + people[k, j])
            off = _gamma(s, b + members - people[k, j])
            both = max(on + off, 1e-300)
            listed[1, j, k] = on / both
            listed[0, j, k] = off / both
    return occupied


@_part
def _draw_sizes(s: Any, people: Any, sizes: Any, alpha: Any, shape: Any, rate: Any) -> Any:
    """Steps 4 and 5: breaks Beta(1 + members, alpha + members after) of what is left of the stick; returns the new alpha.

    What is left may be too small for a number once nobody is left to divide; its logarithm is kept from there.
    """
    classes, lists = people.shape[0], people.shape[1] - 1
    after = 0.0
    for k in range(classes):
        after += people[k, lists]
    left, log_tail, is_tail = 1.0, 0.0, False
    log_left = 0.0
    for k in range(classes - 1):
        after -= people[k, lists]
        if after > 0.0:
            a = _gamma(s, 1.0 + people[k, lists])
            b = _gamma(s, alpha + after)
            sizes[k] = left * a / (a + b)
            left *= b / (a + b)
            continue
        if not is_tail:
            is_tail = True
            log_left = math.log(max(left, 1e-300))
        shrunk = math.log(_uniform(s)) / alpha  # Beta(1, alpha) leaves U^(1/alpha)
        if people[k, lists] > 0.0:
            shrunk += math.log(_gamma(s, 1.0 + alpha))
            shrunk -= math.log(_gamma(s, 1.0 + people[k, lists]) + math.exp(shrunk))
        broken = -math.expm1(shrunk)
        sizes[k] = left * broken
        left *= 1.0 - broken
        log_tail += shrunk
    sizes[classes - 1] = left
    if not is_tail:
        log_left = math.log(max(left, 1e-300))
    return _gamma(s, shape + classes - 1.0) / (rate - log_left - log_tail)


@_part
def _log_likelihood(counts: Any, low: Any, high: Any, cells: Any, sizes: Any, listed: Any, weights: Any) -> Any:
    """Of the people by whom level `low` exceeds level `high`, given that they are listed: classes and unseen summed out."""
    total, n = 0.0, 0.0
    for m in range(cells.shape[0] - 1):
        more = float(counts[low, m] - counts[high, m])
        if more != 0.0:
            total += more * math.log(max(_weigh(cells, m, sizes, listed, weights), 1e-300))
            n += more
    return total - n * math.log(max(1.0 - _weigh(cells, cells.shape[0] - 1, sizes, listed, weights), 1e-12))


@_part
def _exchange(
    s: Any, counts: Any, cells: Any, sizes: Any, listed: Any, alpha: Any, caps: Any, low: Any, weights: Any, tally: Any
) -> None:
    """Exchange the parameters of levels `low` and `low + 1` by the Metropolis rule.

    The cap belongs to the target, so a number of unseen is proposed with the parameters, and too large a one is refused.
    """
    high = low + 1
    tally[1, low] += 1
    gain = 0.0
    for level in range(low, high + 1):
        found = _log_likelihood(counts, low, high, cells, sizes[level], listed[level], weights)
        gain += found if level == high else -found
    if math.log(_uniform(s)) >= gain:
        return
    for level in range(low, high + 1):
        other = low + high - level
        rho = _weigh(cells, cells.shape[0] - 1, sizes[other], listed[other], weights)
        n = 0.0
        for m in range(counts.shape[1]):
            n += counts[level, m]
        if _unseen(s, n, rho) > caps[level]:
            return
    tally[2, low] += 1
    for k in range(sizes.shape[1]):
        sizes[low, k], sizes[high, k] = sizes[high, k], sizes[low, k]
        for x in range(2):
            for j in range(cells.shape[1]):
                listed[low, x, j, k], listed[high, x, j, k] = listed[high, x, j, k], listed[low, x, j, k]
    alpha[low], alpha[high] = alpha[high], alpha[low]


@_whole(
    "void(uint64[::1], int64[:,::1], uint8[:,::1], float64[:,::1], float64[:,:,:,::1], float64[::1], int64[::1],"
    " float64[::1], int64, float64[:,::1], float64[:,::1], float64[:,:,::1], float64[:,::1], float64[::1], int64[:,::1])"
)
def run(
    s: Any,
    counts: Any,
    cells: Any,
    sizes: Any,
    listed: Any,
    alpha: Any,
    caps: Any,
    priors: Any,
    thin: Any,
    out: Any,
    out_sizes: Any,
    out_listed: Any,
    people: Any,
    weights: Any,
    tally: Any,
) -> None:
    """Run a chain on all levels (the first axis of `counts`, `sizes`, `listed`, `alpha`, `caps`), in place.

    Every `thin`-th state of level 0 is kept, as many as `out` has rows: unseen, occupied classes, rho, alpha. `priors`: shape
    and rate of the concentration, the two parameters of the listing chances. `tally` rows: draws above the cap, exchanges
    tried and accepted, by level.
    """
    levels, last = counts.shape[0], cells.shape[0] - 1
    for d in range(out.shape[0]):
        for i in range(thin):
            for low in range((d * thin + i) % 2, levels - 1, 2):
                _exchange(s, counts, cells, sizes, listed, alpha, caps, low, weights, tally)
            for level in range(levels):
                here, chances, refused = sizes[level], listed[level], tally[0, level : level + 1]
                unseen = _draw_classes(s, counts[level], cells, here, chances, caps[level], people, weights, refused)
                _swap_classes(s, people, alpha[level])
                occupied = _draw_listed(s, people, chances, priors[2], priors[3])
                alpha[level] = _draw_sizes(s, people, here, alpha[level], priors[0], priors[1])
                if level == 0:
                    out[d, 0] = unseen
                    out[d, 1] = occupied
        out[d, 2] = _weigh(cells, last, sizes[0], listed[0], weights)
        out[d, 3] = alpha[0]
        for k in range(sizes.shape[1]):
            out_sizes[d, k] = sizes[0, k]
            for j in range(cells.shape[1]):
                out_listed[d, j, k] = listed[0, 1, j, k]
