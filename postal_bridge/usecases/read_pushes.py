"""Understands calls by which the portal, or the software in between, says that dossiers moved.

What they say is a reason to ask the portal, and no more: see `hear_portal`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from postal_bridge.domain.calendar import Clock
from postal_bridge.domain.incoming import IncomingCall, NotUnderstood, Received, Understood
from postal_bridge.domain.portal import Held
from postal_bridge.ports import Permanent
from postal_bridge.store.database import Database
from postal_bridge.usecases.hear_portal import note_pushed
from postal_bridge.usecases.incoming_sources import Source, webhook_id

#: The name of the source.
PORTAL_SOURCE = "portal"
#: Of a dossier these are of no person. What others are called, such as the address, is agreed upon.
_PLAIN = frozenset(
    {
        *("id", "type", "timestamp", "service", "madonvi"),
        *("MaHoSo", "MaTTHC", "TenTTHC", "MaLinhVuc", "TenLinhVuc", "DonViXuLy"),
        *("KenhThucHien", "HinhThuc", "TrangThaiHoSo", "TrangThai", "LoaiDoiTuong"),
        *("NgayNopHoSo", "NgayTiepNhan", "NgayHenTra", "NgayTra", "NgayTuChoi", "NgayCapNhat"),
        *("NgayKetThucXuLy", "ThoiDiemXuLy"),
    }
)


@dataclass(frozen=True, slots=True)
class PushReader:
    """Understands pushes; `read` and `identify` know how the portal words them."""

    database: Database
    clock: Clock
    read: Callable[[bytes], Sequence[Held]]
    identify: Callable[[bytes], str | None]

    def source(self) -> Source:
        """Return the source that the portal is."""
        return Source(understand=self.understand, event_id=self._identity, plain=_PLAIN)

    def _identity(self, call: IncomingCall) -> str | None:
        return webhook_id(call) or self.identify(call.body)

    async def understand(self, received: Received) -> Understood:
        """Note which dossiers are said to have moved."""
        try:
            moved = self.read(received.call.body)
        except Permanent as error:
            raise NotUnderstood(error.trouble.value, error.said) from None
        await note_pushed(self.database, self.clock, received.center, moved)
        about = moved[0].dossier_code if len(moved) == 1 else None
        return Understood("to_be_asked", about)
