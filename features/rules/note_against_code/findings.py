"""What a note says of the weakness, in the words the rules of this family ask for; claims, shape (n,)."""

from denialrisk.features.frames import Frames, Mask


def weak(c: Frames) -> Mask:
    """Weakness of trunk or limbs is reported, found on examination, or named as paresis."""
    elsewhere = c.says("weakness").claims & ~only_facial(c)
    return elsewhere | c.says("strength", "reduced").claims | c.says("paresis").claims


def only_facial(c: Frames) -> Mask:
    """All weakness spoken of is of the face."""
    said = c.says("weakness")
    return ~(said & ~c.says("weakness", "facial")).claims & (said.claims | c.says("facial_weakness").claims)


def one_sided(c: Frames) -> Mask:
    """One side is named for the weakness, the reduced strength or the paresis; not both."""
    sides = [
        c.says("weakness", side=side).claims
        | c.says("laterality", side=side).claims
        | c.says("strength", "reduced", side=side).claims
        | c.says("paresis", side=side).claims
        for side in ("left", "right")
    ]
    return sides[0] ^ sides[1]


def one_limb(c: Frames) -> Mask:
    """The weakness is of an arm or of a leg, not of both."""
    arm, leg = c.says("muscle_group", "arm").claims, c.says("muscle_group", "leg").claims
    more = c.says("muscle_group", "limbs", "side").claims
    return c.says("paresis", "monoparesis").claims | ((arm ^ leg) & ~more)


def generalized(c: Frames) -> Mask:
    """The weakness is called generalized."""
    return c.says("weakness", "generalized").claims | c.says("distribution", "generalized").claims


def focal(c: Frames) -> Mask:
    """The weakness has a side, a limb or a focus, and is not called generalized."""
    named = c.says("weakness", "focal").claims | c.says("distribution", "focal").claims
    return (named | one_sided(c)) & ~generalized(c)
