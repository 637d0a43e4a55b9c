"""The people of the demonstration, and the log-ins that it prints."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from config.demo.visitor import Account


@dataclass(frozen=True)
class Role:
    """A team of one, and what it hands in."""

    username: str
    first_name: str
    last_name: str
    affiliation: str
    country: str
    team: str
    method: str  # as baselines knows it
    title: str  # as the board shows it
    description: str


ROLES = (
    Role("noether", "Emmy", "Noether", "University of Göttingen", "DE", "Invariants",
         "gmsd", "GMSD", "Deviation of gradient magnitude similarity; full-reference."),
    Role("sobel", "Irwin", "Sobel", "Stanford University", "US", "Edge case",
         "sharpness", "Gradient sharpness", "Mean Sobel gradient of the luma; no reference."),
    Role("wang", "Lin", "Wang", "University of Waterloo", "CA", "Structure first",
         "ssim", "SSIM", "Structural similarity of the luma; full-reference."),
    Role("nyquist", "Harry", "Nyquist", "Bell Laboratories", "US", "Noise floor",
         "psnr", "PSNR", "Peak signal-to-noise ratio; full-reference."),
    Role("galton", "Fran", "Galton", "University College London", "GB", "Wisdom of crowds",
         "mean-per-scale", "Mean per scale", "Mean training MOS of the scale; opens no image."),
    Role("deutsch", "Petra", "Deutsch", "Independent", "SE", "Squeeze",
         "file-size", "File size", "Bytes of the PNG file."),
)  # fmt: skip
ORGANIZER = "organizer"


class Logins:
    """Accounts with passwords that were drawn once, kept in a file only its owner can read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._passwords: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}

    def account(self, username: str) -> Account:
        if username not in self._passwords:
            self._passwords[username] = secrets.token_urlsafe(12)
            self._save()
        return Account(
            username=username,
            email=f"{username}@example.org",
            password=self._passwords[username],
        )

    def _save(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.touch(mode=0o600)
        os.chmod(self._path, 0o600)
        self._path.write_text(json.dumps(self._passwords, indent=1))
