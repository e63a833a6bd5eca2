"""Which record a person means: by its whole id, the beginning of one, or a document's name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from onrecord.errors import NotFoundError

ENOUGH = 4
"""How many characters the beginning of an id must have."""


def meant(wanted: str, ids: Iterable[str], names: Mapping[str, str]) -> str:
    """The one of `ids` that is meant; `names`: a document's name -> its id. Raises NotFoundError that says why none is."""
    known = dict.fromkeys(ids)
    exact = wanted if wanted in known else names.get(wanted)
    if exact in known:
        return str(exact)
    begun = [id for id in known if id.startswith(wanted)]
    if len(begun) == 1 and len(wanted) >= ENOUGH:
        return begun[0]
    if begun and len(wanted) < ENOUGH:
        raise NotFoundError(f"{wanted}: too short. Give at least {ENOUGH} characters of an id, or a document's name.")
    if begun:
        raise NotFoundError(f"{wanted}: {len(begun)} ids begin so. Give more of it: {', '.join(begun[:5])} …")
    raise NotFoundError(
        f"{wanted}: nothing in this case has this id, and no document or source this name. "
        "'onrecord export claims' and its like list the ids."
    )
