"""QR codes as pictures that a template can place.

Owns the error correction and the quiet zone of every printed code. What a code says is left to
the caller, who keeps personal data out of it.
"""

from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.svg import SvgPathImage
from qrcode.main import QRCode

# ISO/IEC 18004 asks for four modules of white on every side.
QUIET_ZONE_MODULES = 4


def qr_picture(text: str) -> str:
    """Return the QR code of a text as SVG, black on nothing, its quiet zone included.

    Level M survives the loss of 15 % of the picture: a stamp's edge, a crease, a smear.
    """
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE_MODULES)
    code.add_data(text)
    picture: str = code.make_image(image_factory=SvgPathImage).to_string(encoding="unicode")
    return picture
