"""Payment codes as pictures: what a citizen's banking app reads from the screen or from paper.

What the code says is the domain's to decide.
"""

from postal_bridge.documents.qr_picture import qr_picture
from postal_bridge.domain.vietqr import Beneficiary, transfer_text


def payment_code(beneficiary: Beneficiary, amount_dong: int, purpose: str) -> str:
    """Return the VietQR of a transfer as SVG.

    Raises:
        ValueError: the amount or the purpose cannot stand in such a code.

    """
    return qr_picture(transfer_text(beneficiary, amount_dong, purpose))
