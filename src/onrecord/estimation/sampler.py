"""The Gibbs sampler of the latent-class model, compiled by numba. Import it only when it is about to run.

Numbering of a sweep's steps as in docs/estimation.md:

1. who is in which class (multinomial, cell by cell), 2. how many were never listed, and their classes,
3. each class's chance of being on each list, 4. the classes' sizes (stick-breaking), 5. the concentration alpha.

Steps 1 and 2 are drawn from the parameters alone, so that parameters may be exchanged between levels in between. The levels
are the same model on thinner and thinner copies of the table (level 0 is the table itself): on few people the chain walks
freely, and an exchange, accepted by the Metropolis rule on the likelihood with classes and unseen summed out, carries it
across valleys on level 0. The random numbers are xoshiro256++ with one state per chain, so that nothing depends on threads.
Every function has an explicit signature: one compilation, kept in numba's cache.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

_S = "uint64[::1]"
FEW = 8
"""So many people of one cell are put into classes one by one; more of them by binomial draws."""
_ROT23, _ROT45, _17, _11, _41, _19 = (np.uint64(v) for v in (23, 45, 17, 11, 41, 19))


@njit(f"float64({_S})", cache=True, nogil=True, error_model="numpy")
def _uniform(s: Any) -> Any:
    """A number in (0, 1): never 0, so that its logarithm is finite."""
    total = s[0] + s[3]
    result = ((total << _ROT23) | (total >> _41)) + s[0]
    shifted = s[1] << _17
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= shifted
    s[3] = (s[3] << _ROT45) | (s[3] >> _19)
    return (np.float64(result >> _11) + 0.5) * 1.1102230246251565e-16


@njit(f"float64({_S}, float64)", cache=True, nogil=True, error_model="numpy")
def _gamma(s: Any, shape: Any) -> Any:
    """Gamma(shape >= 1, 1) by Marsaglia and Tsang (2000); its normal numbers by the polar method."""
    if shape == 1.0:
        return -math.log(_uniform(s))
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        a = 2.0 * _uniform(s) - 1.0
        b = 2.0 * _uniform(s) - 1.0
        r = a * a + b * b
        if r >= 1.0 or r == 0.0:
            continue
        x = a * math.sqrt(-2.0 * math.log(r) / r)
        v = 1.0 + c * x
        if v <= 0.0:
            continue
        v = v * v * v
        u = _uniform(s)
        square = x * x
        if u < 1.0 - 0.0331 * square * square or math.log(u) < 0.5 * square + d * (1.0 - v + math.log(v)):
            return d * v


@njit(f"float64({_S}, float64)", cache=True, nogil=True, error_model="numpy")
def _log_gamma_draw(s: Any, shape: Any) -> Any:
    """The logarithm of a Gamma(shape, 1) number, also for shapes so small that the number itself would be 0."""
    if shape >= 1.0:
        return math.log(_gamma(s, shape))
    return math.log(_gamma(s, shape + 1.0)) + math.log(_uniform(s)) / shape


@njit(f"int64({_S}, int64, float64)", cache=True, nogil=True, error_model="numpy")
def _binomial(s: Any, n: Any, p: Any) -> Any:
    """Binomial(n, p): inversion where few are expected, else Hörmann's BTRS (1993)."""
    if n == 0 or not p > 0.0:
        return 0
    if p >= 1.0:
        return n
    q = p if p <= 0.5 else 1.0 - p
    odds = q / (1.0 - q)
    if n * q < 10.0:
        u = _uniform(s)
        if u <= 1.0 - n * q:  # (1 - q)^n is larger still: nobody, without its exponential
            return 0 if p <= 0.5 else n
        chance = math.exp(n * math.log1p(-q))
        k = 0
        while u > chance and k < n:
            u -= chance
            k += 1
            chance *= odds * (n - k + 1) / k
        return k if p <= 0.5 else n - k
    spread = math.sqrt(n * q * (1.0 - q))
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * q
    centre = n * q + 0.5
    scale = (2.83 + 5.1 / b) * spread
    quick = 0.92 - 4.2 / b
    mode = math.floor((n + 1) * q)
    while True:
        v = _uniform(s)
        u = _uniform(s) - 0.5
        us = 0.5 - abs(u)
        x = math.floor((2.0 * a / us + b) * u + centre)
        if x < 0 or x > n:
            continue
        if us < 0.07 or v > quick:
            bound = math.lgamma(mode + 1.0) + math.lgamma(n - mode + 1.0) - math.lgamma(x + 1.0) - math.lgamma(n - x + 1.0)
            if math.log(v * scale / (a / (us * us) + b)) > bound + (x - mode) * math.log(odds):
                continue
        found = np.int64(x)
        return found if p <= 0.5 else n - found


@njit(f"int64({_S}, float64)", cache=True, nogil=True, error_model="numpy")
def _poisson(s: Any, mean: Any) -> Any:
    """Poisson(mean): inversion for small means, else Hörmann's PTRS (1993)."""
    if mean < 10.0:
        chance = math.exp(-mean)
        u = _uniform(s)
        k = 0
        while u > chance and k < 200:
            u -= chance
            k += 1
            chance *= mean / k
        return k
    b = 0.931 + 2.53 * math.sqrt(mean)
    a = -0.059 + 0.02483 * b
    scale = 1.1239 + 1.1328 / (b - 3.4)
    quick = 0.9277 - 3.6224 / (b - 2.0)
    while True:
        u = _uniform(s) - 0.5
        v = _uniform(s)
        us = 0.5 - abs(u)
        x = math.floor((2.0 * a / us + b) * u + mean + 0.43)
        if us >= 0.07 and v <= quick:
            return np.int64(x)
        if x < 0 or (us < 0.013 and v > us):
            continue
        if math.log(v * scale / (a / (us * us) + b)) <= x * math.log(mean) - mean - math.lgamma(x + 1.0):
            return np.int64(x)


@njit("float64(float64[::1], float64[:,::1])", cache=True, nogil=True, error_model="numpy")
def _never(sizes: Any, listed: Any) -> float:
    """rho: the probability of being on no list."""
    total = 0.0
    for k in range(sizes.shape[0]):
        product = sizes[k]
        for j in range(listed.shape[0]):
            product *= 1.0 - listed[j, k]
        total += product
    return min(total, 1.0 - 1e-12)


@njit(
    "float64(int64[::1], uint8[:,::1], float64[::1], float64[:,::1])",
    cache=True,
    nogil=True,
    error_model="numpy",
)
def _log_likelihood(counts: Any, cells: Any, sizes: Any, listed: Any) -> float:
    """Sum of counts times the log-probability of each cell given that one is listed: classes and unseen are summed out.

    `counts` may be a difference of two tables: the sum is linear in them.
    """
    total, n = 0.0, 0
    weights = np.empty(sizes.shape[0])
    for m in range(cells.shape[0]):
        if counts[m] == 0:
            continue
        for k in range(sizes.shape[0]):
            weights[k] = sizes[k]
        for j in range(cells.shape[1]):
            if cells[m, j]:
                for k in range(sizes.shape[0]):
                    weights[k] *= listed[j, k]
            else:
                for k in range(sizes.shape[0]):
                    weights[k] *= 1.0 - listed[j, k]
        probability = 0.0
        for k in range(sizes.shape[0]):
            probability += weights[k]
        total += counts[m] * math.log(max(probability, 1e-300))
        n += counts[m]
    return total - n * math.log(1.0 - _never(sizes, listed))


@njit("int64(float64[::1], float64)", cache=True, nogil=True, error_model="numpy")
def _category(weights: Any, level: Any) -> Any:
    """The first class at which the running sum of the weights passes `level`."""
    for k in range(weights.shape[0] - 1):
        level -= weights[k]
        if level < 0.0:
            return k
    return weights.shape[0] - 1


@njit(f"int64({_S}, int64, float64, int64, int64[::1])", cache=True, nogil=True, error_model="numpy")
def _draw_unseen(s: Any, n: Any, rho: Any, cap: Any, redraws: Any) -> Any:
    """Step 2: how many were never listed, negative binomial (it follows from p(N) proportional to 1/N), cut at `cap`."""
    for _ in range(1000):
        unseen = _poisson(s, min(_gamma(s, float(n)) * rho / (1.0 - rho), 1e15))
        if unseen <= cap:
            return unseen
        redraws[0] += 1
    return cap


@njit(
    f"int64({_S}, int64[::1], int64[:,::1], float64[::1], float64[:,::1], float64[::1], float64[::1])",
    cache=True,
    nogil=True,
    error_model="numpy",
)
def _draw_parameters(s: Any, members: Any, on: Any, sizes: Any, listed: Any, alpha: Any, priors: Any) -> Any:
    """Steps 3 to 5, in place, from the members of classes, and of them on each list; returns the occupied classes."""
    classes, lists = sizes.shape[0], listed.shape[0]
    occupied = 0
    is_flat = priors[2] == 1.0 and priors[3] == 1.0
    for k in range(classes):
        if members[k] > 0:
            occupied += 1
        elif is_flat:
            for j in range(lists):
                listed[j, k] = _uniform(s)
            continue
        for j in range(lists):
            a = _gamma(s, priors[2] + on[j, k]) if priors[2] >= 1.0 else math.exp(_log_gamma_draw(s, priors[2] + on[j, k]))
            rest = priors[3] + members[k] - on[j, k]
            b = _gamma(s, rest) if priors[3] >= 1.0 else math.exp(_log_gamma_draw(s, rest))
            listed[j, k] = a / (a + b) if a + b > 0.0 else 0.5
    log_left = 0.0
    after = 0
    for k in range(classes):
        after += members[k]
    for k in range(classes - 1):
        after -= members[k]
        if members[k] == 0 and after == 0:  # Beta(1, alpha): the stick that is left shrinks by U^(1/alpha)
            shrunk = math.log(_uniform(s)) / alpha[0]
            sizes[k] = math.exp(log_left) * -math.expm1(shrunk)
            log_left += shrunk
            continue
        a = _log_gamma_draw(s, 1.0 + members[k])
        b = _log_gamma_draw(s, alpha[0] + after)
        top = max(a, b)
        log_sum = top + math.log(math.exp(a - top) + math.exp(b - top))
        sizes[k] = math.exp(log_left + a - log_sum)
        log_left += b - log_sum
    sizes[classes - 1] = math.exp(log_left)
    alpha[0] = math.exp(_log_gamma_draw(s, priors[0] + classes - 1.0)) / (priors[1] - log_left)
    return occupied


@njit(
    f"int64({_S}, int64[::1], uint8[:,::1], float64[::1], float64[:,::1], float64[::1], int64, float64[::1], int64[::1],"
    " int64[::1])",
    cache=True,
    nogil=True,
    error_model="numpy",
)
def _sweep(
    s: Any, counts: Any, cells: Any, sizes: Any, listed: Any, alpha: Any, cap: Any, priors: Any, unseen_out: Any, redraws: Any
) -> Any:
    """One sweep on one level; changes `sizes`, `listed`, `alpha`, `unseen_out` in place, returns the occupied classes."""
    classes, lists = sizes.shape[0], listed.shape[0]
    weights = np.empty(classes)
    members = np.zeros(classes, np.int64)
    on = np.zeros((lists, classes), np.int64)
    n = 0
    for m in range(cells.shape[0] + 1):
        is_unseen = m == cells.shape[0]
        for k in range(classes):
            weights[k] = sizes[k]
        for j in range(lists):  # lists outside, classes inside: the inner loop is one of vectors
            if not is_unseen and cells[m, j]:
                for k in range(classes):
                    weights[k] *= listed[j, k]
            else:
                for k in range(classes):
                    weights[k] *= 1.0 - listed[j, k]
        total = 0.0
        for k in range(classes):
            total += weights[k]
        if is_unseen:
            left = _draw_unseen(s, n, min(total, 1.0 - 1e-12), cap, redraws)
            unseen_out[0] = left
        else:
            left = counts[m]
            n += left
        if left <= FEW:
            for _ in range(left):
                k = _category(weights, total * _uniform(s))
                members[k] += 1
                if not is_unseen:
                    for j in range(lists):
                        on[j, k] += cells[m, j]
            continue
        for k in range(classes):
            if left == 0:
                break
            here = left if k == classes - 1 or weights[k] >= total else _binomial(s, left, weights[k] / total)
            total -= weights[k]
            left -= here
            members[k] += here
            if not is_unseen:
                for j in range(lists):
                    if cells[m, j]:
                        on[j, k] += here
    return _draw_parameters(s, members, on, sizes, listed, alpha, priors)


@njit(
    f"void({_S}, int64[:,::1], uint8[:,::1], float64[:,::1], float64[:,:,::1], float64[:,::1], int64[::1], int64,"
    " float64[::1], int64[:,::1])",
    cache=True,
    nogil=True,
    error_model="numpy",
)
def _exchange(
    s: Any, counts: Any, cells: Any, sizes: Any, listed: Any, alpha: Any, caps: Any, low: int, likelihoods: Any, tally: Any
) -> None:
    """Exchange the parameters of levels `low` and `low + 1` by the Metropolis rule.

    The cap belongs to the target, so a number of unseen is proposed with the parameters, and too large a one is refused.
    """
    high = low + 1
    tally[1, low] += 1
    more = counts[low] - counts[high]
    gain = _log_likelihood(more, cells, sizes[high], listed[high]) - _log_likelihood(more, cells, sizes[low], listed[low])
    if math.log(_uniform(s)) >= gain:
        return
    for level, other in ((low, high), (high, low)):
        rho = _never(sizes[other], listed[other])
        if _poisson(s, min(_gamma(s, float(counts[level].sum())) * rho / (1.0 - rho), 1e15)) > caps[level]:
            return
    tally[2, low] += 1
    for k in range(sizes.shape[1]):
        sizes[low, k], sizes[high, k] = sizes[high, k], sizes[low, k]
        for j in range(listed.shape[1]):
            listed[low, j, k], listed[high, j, k] = listed[high, j, k], listed[low, j, k]
    alpha[low, 0], alpha[high, 0] = alpha[high, 0], alpha[low, 0]


@njit(
    f"void({_S}, int64[:,::1], uint8[:,::1], float64[:,::1], float64[:,:,::1], float64[:,::1], int64[::1], float64[::1],"
    " int64, int64, float64[:,::1], float64[:,::1], float64[:,:,::1], int64[:,::1])",
    cache=True,
    nogil=True,
    error_model="numpy",
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
    draws: int,
    thin: int,
    out: Any,
    out_sizes: Any,
    out_listed: Any,
    tally: Any,
) -> None:
    """Run `draws * thin` sweeps of one chain on all levels, in place, and keep every `thin`-th state of level 0.

    `out` rows: unseen, occupied classes, rho, alpha. `tally` rows: draws above the cap, exchanges tried and accepted by level.
    """
    levels = counts.shape[0]
    unseen = np.zeros(1, np.int64)
    likelihoods = np.empty(levels)
    occupied = 0
    for d in range(draws):
        for i in range(thin):
            for level in range(levels):
                found = _sweep(
                    s,
                    counts[level],
                    cells,
                    sizes[level],
                    listed[level],
                    alpha[level],
                    caps[level],
                    priors,
                    unseen,
                    tally[0, level : level + 1],
                )
                if level == 0:
                    occupied = found
                    out[d, 0] = unseen[0]
            if i == thin - 1:
                out[d, 1] = occupied
                out[d, 2] = _never(sizes[0], listed[0])
                out[d, 3] = alpha[0, 0]
                out_sizes[d] = sizes[0]
                out_listed[d] = listed[0]
            for low in range((d * thin + i) % 2, levels - 1, 2):
                _exchange(s, counts, cells, sizes, listed, alpha, caps, low, likelihoods, tally)
