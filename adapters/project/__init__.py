"""The project file: joey.yml and .env read into a Project, with every problem told at once, by file and line."""

from __future__ import annotations
