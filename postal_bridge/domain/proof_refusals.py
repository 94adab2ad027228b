"""Every expected "no" to proofs of what was scanned, and to those who want to see them."""

from postal_bridge.domain.refusals import Refusal


class UnknownProofScan(Refusal):
    """No scan of this identity was heard from your office yet; the proof has to wait for it."""


class ProofNotTold(Refusal):
    """The scan names no proof of this identity and kind."""


class ProofDiffers(Refusal):
    """This is not the content that the scan names under this identity."""


class PictureUnreadable(Refusal):
    """What was sent is no whole JPEG or PNG of 1 to 4,096 pixels each way."""


class PictureTellsMore(Refusal):
    """The picture holds more than is seen, such as where or by which device it was taken."""


class UnknownProof(Refusal):
    """There is no such proof of this consignment, or it has not come in yet."""
