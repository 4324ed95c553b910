"""`joey init`: a starter project that works at once against a Sandbox."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from joey.adapters.cli.voice import Voice
from joey.adapters.project.reader import PROJECT_FILE

_STARTER = {
    PROJECT_FILE: "joey.yml",
    ".env.example": "env.example",
    ".gitignore": "gitignore",
    "data/customers.csv": "customers.csv",
}


def begin(folder: Path, voice: Voice) -> int:
    """Write the starter's files. An existing project is left alone, and so is every other file that is there."""
    if (folder / PROJECT_FILE).exists():
        return voice.refuse(f"{folder / PROJECT_FILE} is there already.", "Name another folder: joey init DIR")
    starter = files("joey.adapters.cli") / "starter"
    made: list[str] = []
    try:
        for name, source in _STARTER.items():
            path = folder / name
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text((starter / source).read_text(encoding="utf-8"), encoding="utf-8")
                made.append(str(path))
    except OSError as error:
        return voice.refuse(f"{error.filename or folder} can't be written: {error.strerror}.", "Name another folder.")
    _guide(folder, made, voice)
    return voice.answer(0, folder=str(folder), files=made)


def _guide(folder: Path, made: list[str], voice: Voice) -> None:
    for path in made:
        voice.mark(path, ok=True)
    voice.say("\nNow:", "bold")
    if folder != Path():
        voice.say(f"  cd {folder}")
    voice.say("  joey run --sandbox     sends the customers to a local stand-in; no account needed")
    voice.say("  cp .env.example .env   and put your token there, for the real thing")
    voice.say("  joey check             tries the token, and looks for mistakes")
    voice.say("  joey run               sends them")
