"""Names of teams: what a stranger may put on a public board."""

import unicodedata

from core.errors import BadInput

LONGEST = 60
# Control characters, invisible ones that reorder or join text, halves of a pair, private use.
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}


class BadName(BadInput):
    code = "bad_name"


def clean_name(text: str) -> str:
    """The name with single spaces, in one Unicode form.

    Raises
    ------
    BadName
        If it is empty or too long, has no letter or digit, or holds characters nobody sees.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not any(character.isalnum() for character in name):
        raise BadName("A team's name needs at least one letter or digit.")
    if len(name) > LONGEST:
        raise BadName(f"A team's name has at most {LONGEST} characters; this one has {len(name)}.")
    if any(unicodedata.category(character) in UNSEEN for character in name):
        raise BadName("A team's name cannot hold invisible or control characters.")
    return name


def seen(text: str) -> str:
    """What is left of `text` when the characters nobody sees are dropped; for made-up names."""
    kept = (
        character
        for character in unicodedata.normalize("NFC", text)
        if character.isspace() or unicodedata.category(character) not in UNSEEN
    )
    return " ".join("".join(kept).split())
