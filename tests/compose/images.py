"""What the Dockerfile says, as far as the tests ask: its stages and what each is made from."""

import re
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONTINUED = re.compile(r"\\\n\s*")


@dataclass
class Stage:
    """One `FROM … AS name`, with the instructions that follow it."""

    base: str
    instructions: list[str] = field(default_factory=list)

    def all(self, keyword: str) -> list[str]:
        """The arguments of each instruction of that kind, in order."""
        pairs = (line.split(maxsplit=1) for line in self.instructions)
        return [rest for word, rest in pairs if word == keyword]

    @property
    def sources(self) -> list[str]:
        """The stages that this one is built on or copies from."""
        return [self.base, *re.findall(r"--from=(\S+)", "\n".join(self.instructions))]


def stages() -> dict[str, Stage]:
    text = CONTINUED.sub("", (ROOT / "Dockerfile").read_text())
    found: dict[str, Stage] = {}
    for line in text.splitlines():
        if line.startswith("FROM "):
            _, base, _, name = line.split()
            current = found[name] = Stage(base)
        elif line and not line.startswith(("#", "ARG PYTHON_IMAGE")):
            current.instructions.append(line)
    return found


def history(target: str) -> list[str]:
    """Every instruction that has a part in an image, from all the stages it is made of."""
    known = stages()
    names, reached = [target], set()
    while names:
        name = names.pop()
        if name in known and name not in reached:
            reached.add(name)
            names += known[name].sources
    return [line for name in reached for line in known[name].instructions]
