"""Lets no wheel be built without what `make` builds from web/, which git does not keep."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuiltPagesHook(BuildHookInterface):  # type: ignore[type-arg] # hatchling says no more of it
    """Looks for what `make` builds from web/."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002, D102
        pages = Path(self.root, "routes", "static", "built", "manifest.json")
        for built in (pages, Path(self.root, "schemas", "built", "epcis.schema.json")):
            if version != "editable" and not built.exists():
                raise FileNotFoundError(f"{built} is missing: `make` builds it from web/")
