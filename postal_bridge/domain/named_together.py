"""Names several dossiers that lie together where there is room for one."""

from postal_bridge.domain.message import Language


def named_together(code: str, others: int, language: Language = Language.VIETNAMESE) -> str:
    """Return the code of a dossier and how many lie with it, which may be none."""
    if not others:
        return code
    if language is Language.ENGLISH:
        return f"{code} and {others} more" if others > 1 else f"{code} and one more"
    return f"{code} và {others} hồ sơ khác"
