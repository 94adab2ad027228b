"""Files a dossier (hồ sơ), sends its result to the citizen by post, and follows it to the end.

BASE=http://127.0.0.1:8080 TOKEN=… python docs/examples/one_stop.py [NUMBER]

At a sandbox centre the last digit of NUMBER chooses what becomes of it, and nobody has to wait.
"""

import asyncio
import os
import sys
from datetime import UTC, datetime

from postal_bridge.client.bridge import PostalBridge, connect
from postal_bridge.client.problems import ConflictError, ProblemError


async def send_result(bridge: PostalBridge, dossier_code: str) -> str:
    """File and resolve a dossier and register what goes out; return the tracking code."""
    # Kept with the dossier, a key lets the whole be run again after a crash: all is done once.
    await bridge.file_dossier(
        {
            "code": dossier_code,
            "procedure_code": "9.000001.000.00.00.H53",
            "received_via": "direct",
            "filer": {
                "name": "Nguyễn Văn Ví Dụ",
                "phone": "0900000001",
                "address": "Số 1, đường Thử Nghiệm, xã Ví Dụ",
            },
        },
        key=f"{dossier_code} file",
    )
    await bridge.advance(dossier_code, {"status": 4}, key=f"{dossier_code} processing")
    await bridge.advance(dossier_code, {"status": 9}, key=f"{dossier_code} resolved")
    sent = await bridge.register_consignment(
        {
            "leg": "outbound",
            "dossier_code": dossier_code,
            "papers": [{"name": "Bản sao giấy tờ mẫu", "form": "result"}],
        },
        key=f"{dossier_code} send",
    )
    return sent["code"]


async def main() -> None:
    """Send a result and tell what happens to it."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    dossier_code = f"H99.01-{datetime.now(UTC):%y%m%d}-{number:04}"
    async with connect(os.environ["BASE"], os.environ["TOKEN"]) as bridge:
        try:
            code = await send_result(bridge, dossier_code)
            while (await bridge.story(code))["next_at"]:
                await bridge.call_next_beat(code)
        except ConflictError as error:
            # Known from before, or no sandbox: `code` is stable, `detail` is for people.
            sys.exit(f"{error.code}: {error.detail}")
        except ProblemError as error:
            for wrong in error.errors:
                sys.stderr.write(f"{wrong.path}: {wrong.detail}\n")
            raise
        async for event in bridge.events(code):
            sys.stdout.write(f"{event['happened_at']} {event['event']} {event['office']}\n")
        tracked = await bridge.track(dossier_code, "0001")
        sys.stdout.write(f"{dossier_code} {code}: {tracked['stage']['vi']}\n")


if __name__ == "__main__":
    asyncio.run(main())
