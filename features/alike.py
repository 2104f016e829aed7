"""What claims are alike in: the keys under which past rates count them.

>>> from denialrisk.features.testing import claims
>>> keys(claims({"lines": ["97110 GP x2 $80", "97010 $10"], "diagnoses": ["M62.81"]})).loc[0].to_dict()["procedure"]
'97110'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from denialrisk.data.codes.patterns import any_matches
from denialrisk.features.frames import Frames
from denialrisk.features.rules.billing.authorization_likely import authorization_likely
from denialrisk.features.settings import SERVICES
from denialrisk.features.weakness import NEIGHBOURS

COLUMNS: Final = ("payer", "family", "procedure", "diagnosis", "billing", "rendering", "unauthorized", "late")
"""What claims are alike in; keys() says what each holds."""

DELAYS: Final = (60, 90, 120, 180, 365)
"""Days from service to submission, past which a claim counts as late: payers end filing at such days."""


def keys(frames: Frames) -> pd.DataFrame:
    """What each claim of a batch is looked up by, one row per claim: COLUMNS as categories, null where there is none.

    ``procedure`` is that of the dearest line; ``family`` the kind of service it is (settings.SERVICES), else the first
    three characters of its code, else the bill type; ``diagnosis`` the first code of weakness or its neighbours to five
    characters, else the category of the first-listed code; ``unauthorized`` is "yes" where a service that plans often
    authorize has no number; ``late`` the delay, out of DELAYS, past which the claim was submitted. ``submitted_on``
    and ``authorized`` are the claim's own, for history.fit() to count.
    """
    return keys_by(frames, COLUMNS).assign(
        submitted_on=submitted_on(frames), authorized=frames.header["prior_authorization"].to_numpy(dtype=bool)
    )


def keys_by(frames: Frames, columns: Iterable[str]) -> pd.DataFrame:
    """Some of the COLUMNS, as keys() gives them."""
    return pd.DataFrame({column: _KEYS[column](frames) for column in columns})


def submitted_on(frames: Frames) -> npt.NDArray[np.datetime64]:
    """Day each claim was submitted, shape (claims,); NaT where it was not yet."""
    return frames.header["submitted_on"].to_numpy(dtype="datetime64[D]")


def _late_by(frames: Frames) -> pd.Categorical[str]:
    past = np.searchsorted(DELAYS, np.nan_to_num(frames.days("service_to", "submitted_on")))
    return pd.Categorical.from_codes(past - 1, categories=pd.Index(list(map(str, DELAYS))))


def _unauthorized_yes(frames: Frames) -> pd.Categorical[str]:
    found = authorization_likely.found(frames).claims
    return pd.Categorical.from_codes(found.astype(int) - 1, categories=pd.Index(["yes"]))


def _renamed(column: pd.Series, names: Sequence[str]) -> pd.Categorical[str]:
    """Each row's category by another name, given in their order; several may have the same."""
    place, distinct = pd.factorize(np.array(names, dtype=object))
    codes = np.append(place, -1)[column.cat.codes.to_numpy()]  # code -1 (null) takes the last
    return pd.Categorical.from_codes(codes, categories=pd.Index(distinct, dtype="str"))


def _else(first: pd.Categorical[str], second: pd.Categorical[str]) -> pd.Categorical[str]:
    """The first where it is not null, else the second."""
    texts = first.categories.union(second.categories, sort=False)
    one, other = (each.set_categories(texts).codes for each in (first, second))
    return pd.Categorical.from_codes(np.where(one >= 0, one, other), categories=texts)


def _family(frames: Frames) -> pd.Categorical[str]:
    procedure, bill_type = frames.main_procedure, frames.header["bill_type"]
    kinds = [
        next((kind for kind, codes in SERVICES.items() if any_matches(codes, code)), code[:3])
        for code in procedure.cat.categories
    ]
    return _else(_renamed(procedure, kinds), _renamed(bill_type, [text[:3] for text in bill_type.cat.categories]))


def _diagnosis(frames: Frames) -> pd.Categorical[str]:
    codes = frames.diagnoses["code"]
    near, first = frames.dx(*NEIGHBOURS).first_row, frames.pick("diagnoses", np.ones(len(codes), dtype=bool)).first_row
    short, category = (_renamed(codes, [text[:size] for text in codes.cat.categories]) for size in (5, 3))
    return _else(short.take(near, allow_fill=True), category.take(first, allow_fill=True))


_KEYS: Final[Mapping[str, Callable[[Frames], pd.Series | pd.Categorical[str]]]] = {
    "payer": lambda c: c.header["payer_id"],
    "family": _family,
    "procedure": lambda c: c.main_procedure,
    "diagnosis": _diagnosis,
    "billing": lambda c: c.header["billing_npi"].astype("category"),
    "rendering": lambda c: c.header["rendering_npi"].astype("category"),
    "unauthorized": _unauthorized_yes,
    "late": _late_by,
}
