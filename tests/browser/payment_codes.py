"""Reads a QR code from the screen as the camera of another phone does."""

from base64 import b64encode

import zxingcpp
from playwright.async_api import Locator

#: Returns the width of a picture and how bright each of its pixels is.
PIXELS = """async (_, shot) => {
  const image = new Image();
  image.src = `data:image/png;base64,${shot}`;
  await image.decode();
  const { width, height } = image;
  const canvas = new OffscreenCanvas(width, height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const every = canvas.getImageData(0, 0, width, height).data;
  return [width, Array.from(every.filter((_, n) => n % 4 === 0))];
}"""


async def read_code(picture: Locator) -> str:
    """Return what the code says that a picture on the screen shows."""
    # What stays at the edge of the screen would cover a part of it.
    await picture.evaluate("(shown) => shown.scrollIntoView({ block: 'center' })")
    shot = b64encode(await picture.screenshot()).decode()
    width, pixels = await picture.evaluate(PIXELS, shot)
    shape = (len(pixels) // width, width)
    (read,) = zxingcpp.read_barcodes(memoryview(bytes(pixels)).cast("B", shape))
    return str(read.text)
