"""Lets no wheel be built without the scripts and styles of the pages, which git does not keep."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuiltPagesHook(BuildHookInterface):  # type: ignore[type-arg] # hatchling says no more of it
    """Looks for what `make` builds from web/."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002, D102
        manifest = Path(self.root, "routes", "static", "built", "manifest.json")
        if version != "editable" and not manifest.exists():
            raise FileNotFoundError(f"{manifest} is missing: `make` builds it from web/")
