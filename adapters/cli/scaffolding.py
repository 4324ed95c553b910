"""`joey new-destination`: a package of one's own, green as generated."""

from __future__ import annotations

from pathlib import Path

from returns.pipeline import is_successful

from joey.adapters.cli.voice import Voice
from joey.adapters.plugins import installed_plugins
from joey.adapters.scaffold import Shape, Written, names_of, write_package


def scaffold(name: str, shape: str, into: Path, voice: Voice) -> int:
    """Write the package; exit code 1 where that can't be."""
    if shape not in set(Shape):
        return voice.refuse(f"there is no shape {shape!r}.", f"There are {', '.join(Shape)}.", exit_code=2)
    names = names_of(name)
    if not is_successful(names):
        return voice.refuse(f"{names.failure().reason}.", exit_code=2)
    if name in installed_plugins().by_type:
        return voice.refuse(
            f"a destination {name!r} is installed already.", "joey plugins lists them. Take another name."
        )
    written = write_package(names.unwrap(), Shape(shape), into)
    if not is_successful(written):
        return voice.refuse(f"{written.failure()}.", "Take another name, or another folder: --into DIR.")
    package = written.unwrap()
    _guide(package, voice)
    return voice.answer(0, folder=str(package.folder), shape=shape, files=package.files)


def _guide(package: Written, voice: Voice) -> None:
    for path in package.files:
        voice.mark(str(package.folder / path), ok=True)
    voice.say("\nNow:", "bold")
    voice.say(f"  cd {package.folder}")
    voice.say("  pip install -e '.[dev]'    and it's there: joey plugins")
    voice.say("  pytest                     green, against a vendor that is made up")
    voice.say("  README.md                  the questions to answer first; then `grep -rn DECIDE .`")
