"""Our static files, served as they were built; where they are made is not known here."""

from pathlib import Path

from aiohttp import web

from routes.problems import UnknownAddress

STATIC = "/static/{path:.+}"
STATIC_FOLDER = Path(__file__).parent / "static"


def serve_files(app: web.Application) -> None:
    """Let an application serve the files that are there now, and no others."""
    files = {str(path.relative_to(STATIC_FOLDER)): path for path in STATIC_FOLDER.rglob("*.*")}

    async def static(request: web.Request) -> web.FileResponse:
        name = request.match_info["path"]
        path = files.get(name)
        if path is None:
            raise UnknownAddress
        # The name of a built file tells its content; for others browsers ask whether they changed.
        kept = "public, max-age=31536000, immutable" if name.startswith("built/") else "no-cache"
        return web.FileResponse(path, headers={"Cache-Control": kept})

    app.router.add_route("GET", STATIC, static)
    app.router.add_route("HEAD", STATIC, static)
