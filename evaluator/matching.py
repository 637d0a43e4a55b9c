"""Which prediction is for which image."""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from evaluator.arrays import FloatArray
from evaluator.errors import InvalidPredictions
from evaluator.readers import Predictions, Truth
from evaluator.readers.names import EXTENSION
from evaluator.wording import FIRST, counted, listed, numbered, shown

Siblings = Sequence[tuple[str, Iterable[str]]]


class Name(NamedTuple):
    """An image's name taken apart; spelling is otherwise kept, upper and lower case too."""

    folders: tuple[str, ...]
    stem: str
    extension: str

    def is_same_as(self, other: "Name") -> bool:
        """Whether they differ at most in what one of them leaves out."""
        shorter = min(len(self.folders), len(other.folders))
        is_one_bare = not self.extension or not other.extension
        return (
            self.stem == other.stem
            and (is_one_bare or self.extension == other.extension)
            and (not shorter or self.folders[-shorter:] == other.folders[-shorter:])
        )


def name_of(text: str) -> Name:
    """Take a name apart.

    Examples
    --------
    >>> name_of("results/x4/a.0.png")
    Name(folders=('results', 'x4'), stem='a.0', extension='.png')
    """
    parts = unicodedata.normalize("NFC", text).replace("\\", "/").split("/")
    folders = tuple(part for part in parts[:-1] if part not in {"", "."})
    found = EXTENSION.search(parts[-1])
    extension = found[0] if found and found.start() else ""
    return Name(folders, parts[-1].removesuffix(extension), extension)


def match(predictions: Predictions, truth: Truth, siblings: Siblings = ()) -> FloatArray:
    """The scores in the order of the truth.

    Names are compared exactly at first, then without the directory or extension that one side
    leaves out, as long as that fits one image only.

    Parameters
    ----------
    predictions : Predictions
    truth : Truth
    siblings : sequence of (title, names)
        The competition's other phases and their images, to recognise a file meant for one.

    Returns
    -------
    ndarray, shape (n,)

    Raises
    ------
    InvalidPredictions
        If a name is unknown, ambiguous, given twice, or missing.
    """
    indices = _indices(predictions, truth, siblings)
    _refuse_duplicates(predictions, indices)
    if len(indices) < len(truth.names):
        present = set(indices)
        missing = [name for index, name in enumerate(truth.names) if index not in present]
        raise InvalidPredictions(
            "missing_names",
            f"{_missing(missing, len(truth.names))} Give every image of the phase a score.",
        )
    scores = np.empty(len(indices), dtype=np.float64)
    scores[np.array(indices)] = predictions.scores
    return scores


def _indices(predictions: Predictions, truth: Truth, siblings: Siblings) -> list[int]:
    exact = {name: index for index, name in enumerate(truth.names)}
    indices = [exact.get(name, -1) for name in predictions.names]
    if -1 not in indices:
        return indices
    _refuse_repetition(predictions)
    finder = _Finder(truth.names)
    for position, index in enumerate(indices):
        if index == -1:
            name, line = predictions.names[position], predictions.lines[position]
            indices[position] = finder.find(name, f"{predictions.unit.capitalize()} {line}")
    if -1 in indices:
        raise _unknown(predictions, indices, truth, siblings)
    return indices


class _Finder:
    """Finds an image by a name that may leave out or add a directory or an extension."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.by_stem: dict[str, list[tuple[Name, int]]] = {}
        for index, text in enumerate(names):
            name = name_of(text)
            self.by_stem.setdefault(name.stem, []).append((name, index))

    def find(self, text: str, place: str) -> int:
        """The image's index, -1 if there is none; refused if there is more than one."""
        wanted = name_of(text)
        candidates = self.by_stem.get(wanted.stem, ())
        found = [index for name, index in candidates if wanted.is_same_as(name)]
        if len(found) > 1:
            images = listed([self.names[index] for index in found])
            raise InvalidPredictions(
                "ambiguous_name",
                f"{place}: {shown(text)} could be any of {images}. Write the image's full name.",
            )
        return found[0] if found else -1


def _refuse_repetition(predictions: Predictions) -> None:
    """Refuse a name written twice, known or not."""
    seen: dict[str, int] = {}
    for name, line in zip(predictions.names, predictions.lines, strict=True):
        if name in seen:
            raise InvalidPredictions(
                "duplicate_name",
                f"{numbered(predictions.unit, [seen[name], line])}: {shown(name)} is given twice. "
                "Keep one line for each image.",
            )
        seen[name] = line


def _refuse_duplicates(predictions: Predictions, indices: Sequence[int]) -> None:
    """Refuse two rows for one image, however its name is spelled."""
    if len(set(indices)) == len(indices):
        return
    _refuse_repetition(predictions)
    seen: dict[int, int] = {}
    for position, index in enumerate(indices):
        if index in seen:
            first = seen[index]
            places = numbered(
                predictions.unit, [predictions.lines[first], predictions.lines[position]]
            )
            raise InvalidPredictions(
                "duplicate_name",
                f"{places}: {shown(predictions.names[first])} and "
                f"{shown(predictions.names[position])} are the same image. "
                "Keep one line for each image.",
            )
        seen[index] = position


def _missing(missing: Sequence[str], total: int) -> str:
    verb = "has" if len(missing) == 1 else "have"
    return f"{len(missing):,} of the {counted(total, 'image')} {verb} no score: {listed(missing)}."


def _unknown(
    predictions: Predictions, indices: Sequence[int], truth: Truth, siblings: Siblings
) -> InvalidPredictions:
    """What to say when some names, those with the index -1, are of no image."""
    unknown = [position for position, index in enumerate(indices) if index == -1]
    names = [predictions.names[position] for position in unknown]
    title = _sibling_with(names, siblings)
    if title is not None and len(unknown) == len(indices):
        return InvalidPredictions(
            "wrong_phase",
            f"The file is for another phase: its names, such as {shown(names[0])}, are images of "
            f"{shown(title)}. Submit it there, or predict the images of this phase.",
        )
    places = numbered(predictions.unit, [predictions.lines[position] for position in unknown])
    verb = "is not an image" if len(unknown) == 1 else "are not images"
    sentences = [f"{places}: {listed(names)} {verb} of this phase."]
    if title is not None:
        sentences.append(f"They look like images of the phase {shown(title)}.")
    else:
        sentences += _case_hint(names, truth)
    present = set(indices)
    missing = [name for index, name in enumerate(truth.names) if index not in present]
    if missing:
        sentences.append(_missing(missing, len(truth.names)))
    sentences.append("Use the names of the phase's images, each once.")
    return InvalidPredictions("unknown_names", " ".join(sentences))


def _sibling_with(names: Sequence[str], siblings: Siblings) -> str | None:
    """The first other phase that has at least half of these names."""
    for title, images in siblings:
        stems = {name_of(image).stem for image in images}
        if 2 * sum(name_of(name).stem in stems for name in names) >= len(names):
            return title
    return None


def _case_hint(names: Sequence[str], truth: Truth) -> list[str]:
    lower = {name_of(name).stem.lower(): name for name in truth.names}
    for name in names[:FIRST]:
        close = lower.get(name_of(name).stem.lower())
        if close is not None:
            return [f"Did you mean {shown(close)}?"]
    return []
