"""What a note says of the weakness, in the words the rules of this family ask for; claims, shape (n,)."""

import numpy as np

from denialrisk.features.frames import Frames
from denialrisk.features.rows import Mask


def weak(c: Frames) -> Mask:
    """Weakness of trunk or limbs is reported, found on examination, or named as paresis."""
    elsewhere = c.says("weakness").claims & ~only_facial(c)
    return elsewhere | c.says("strength", "reduced").claims | c.says("paresis").claims


def only_facial(c: Frames) -> Mask:
    """All weakness spoken of is of the face."""
    said = c.says("weakness")
    return ~(said & ~c.says("weakness", "facial")).claims & (said.claims | c.says("facial_weakness").claims)


def one_sided(c: Frames) -> Mask:
    """One side is named for the weakness, the reduced strength or the paresis; not both.

    The paresis goes before all else. Where the words name both sides, as a comparison does, the weaker one decides.
    """
    paresis, strength = _sides(c, "paresis"), _sides(c, "strength", "reduced")
    words = _sides(c, "laterality")
    anywhere = [a | b | d | e for a, b, d, e in zip(paresis, strength, words, _sides(c, "weakness"), strict=True)]
    compared = (words[0] & words[1]) & (strength[0] ^ strength[1])
    named = paresis[0] | paresis[1]
    found: Mask = np.where(named, paresis[0] ^ paresis[1], (anywhere[0] ^ anywhere[1]) | compared)
    return found


def _sides(c: Frames, element: str, *values: str) -> tuple[Mask, Mask]:
    """Left and right, claims of shape (n,)."""
    left, right = (c.says(element, *values, side=side).claims for side in ("left", "right"))
    return left, right


def one_limb(c: Frames) -> Mask:
    """The weakness is of an arm or of a leg, not of both; where a paresis is named, its name says it."""
    arm, leg = c.says("muscle_group", "arm").claims, c.says("muscle_group", "leg").claims
    more = c.says("muscle_group", "limbs", "side").claims
    more |= c.says("paresis", "hemiparesis", "paraparesis", "quadriparesis").claims
    return c.says("paresis", "monoparesis").claims | ((arm ^ leg) & ~more)


def generalized(c: Frames) -> Mask:
    """The weakness is called generalized."""
    return c.says("weakness", "generalized").claims | c.says("distribution", "generalized").claims


def focal(c: Frames) -> Mask:
    """The weakness has a side, a limb or a focus; neither called generalized, nor of both sides, nor of the face."""
    named = c.says("weakness", "focal").claims | c.says("distribution", "focal").claims
    bilateral = c.says("laterality", side="bilateral").claims
    return ((named & ~bilateral) | one_sided(c)) & ~generalized(c) & ~only_facial(c)
