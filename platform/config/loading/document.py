"""A YAML file against a table of fields, with every problem and the line it stands on."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml


@dataclass(frozen=True)
class Problem:
    """One thing to mend: where it stands, and what to write there."""

    line: int
    key: str
    words: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.key}: {self.words}" if self.key else self.words


class Problems(Exception):
    """Everything that is wrong with the file; `str` has a line for each."""

    def __init__(self, file_name: str, problems: list[Problem]) -> None:
        super().__init__(file_name, problems)
        self.file_name = file_name
        self.problems = sorted(problems, key=lambda problem: problem.line)

    def __str__(self) -> str:
        return "\n".join(f"{self.file_name}: {problem}" for problem in self.problems)


@dataclass(frozen=True)
class Field:
    """What may stand under a key: `check` turns the value into the one to keep, or says why not."""

    check: Callable[[Any], Any]
    required: bool = False


@dataclass(frozen=True)
class Block:
    """A mapping of its own fields."""

    fields: Mapping[str, Field | Rows]
    required: bool = False


@dataclass(frozen=True)
class Rows:
    """A list of mappings; a bare value stands for the field `short`."""

    block: Block
    required: bool = False
    short: str = ""


@dataclass
class Document:
    """What a file says, by path (`phases[0].slug`): the line of each key, and the problems."""

    lines: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    def report(self, key: str, words: str) -> None:
        """Note a problem at a key, or at the nearest key around it that the file has."""
        known = key
        while known and known not in self.lines:
            known = known.rpartition(".")[0] or known.rpartition("[")[0]
        self.problems.append(Problem(self.lines.get(known, 1), key, words))


def read_document(text: str, block: Block) -> Document:
    """Parse and check `text`; what is wrong is in the document's `problems`."""
    document = Document()
    loader = yaml.SafeLoader(text)
    try:
        root = loader.get_single_node()
        if root is None:
            document.report("", "The file is empty. Begin with `slug:` and `title:`.")
        else:
            document.values = _Reader(loader, document).block(root, "", block)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        document.problems.append(
            Problem(line, "YAML", f"{error.problem}. Look at the indentation and the quotes.")
        )
    finally:
        loader.dispose()
    return document


class _Reader:
    def __init__(self, loader: yaml.SafeLoader, document: Document) -> None:
        self.loader = loader
        self.document = document

    def block(self, node: yaml.Node, path: str, block: Block) -> dict[str, Any]:
        if not isinstance(node, yaml.MappingNode):
            self.document.report(path, "Write `key: value` lines here, indented alike.")
            return {}
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            name = str(key_node.value)
            key = f"{path}.{name}" if path else name
            line = key_node.start_mark.line + 1
            words = _misplaced(name, block, values)
            if words:
                self.document.problems.append(Problem(line, key, words))
            else:
                self.document.lines[key] = line
                values[name] = self._value(value_node, key, block.fields[name])
        for name, part in block.fields.items():
            if part.required and name not in values:
                self.document.report(f"{path}.{name}" if path else name, "This is missing.")
        return values

    def _value(self, node: yaml.Node, key: str, part: Field | Rows) -> Any:
        if isinstance(part, Rows):
            return self._rows(node, key, part)
        value = self.loader.construct_object(node, deep=True)
        try:
            return part.check(value)
        except ValueError as error:
            self.document.report(key, str(error))
            return None

    def _rows(self, node: yaml.Node, key: str, rows: Rows) -> list[dict[str, Any]]:
        if not isinstance(node, yaml.SequenceNode):
            self.document.report(key, "Write a list here: each entry begins with `- `.")
            return []
        found = []
        for number, child in enumerate(node.value):
            path = f"{key}[{number}]"
            self.document.lines[path] = child.start_mark.line + 1
            if rows.short and isinstance(child, yaml.ScalarNode):
                part = rows.block.fields[rows.short]
                found.append({rows.short: self._value(child, path, part)})
            else:
                found.append(self.block(child, path, rows.block))
        return found


def _misplaced(name: str, block: Block, values: dict[str, Any]) -> str:
    """Why a key cannot stand here; empty where it can."""
    if name in values:
        return "This key stands here twice. Keep one."
    if name in block.fields:
        return ""
    near = difflib.get_close_matches(name, block.fields, 1)
    hint = f"Did you mean `{near[0]}`?" if near else f"Known: {', '.join(block.fields)}."
    return f"There is no such key here. {hint}"
