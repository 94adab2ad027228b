// Draws the icon of the service as the pictures that phones want before they install a page.

import { Resvg } from "@resvg/resvg-js";

const PICTURES = [
  { size: 192, purpose: "any" },
  { size: 512, purpose: "any" },
  { size: 512, purpose: "maskable" },
];
/** Phones cut a maskable icon to shapes of their own: what it shows lies within this share. */
const SAFE_SHARE = 0.8;

/** Return the pictures with what a web manifest says of each, and a name for the file. */
export function drawIcons(drawing) {
  return PICTURES.map(({ size, purpose }) => {
    const picture = purpose === "maskable" ? withoutCorners(drawing) : drawing;
    const name = purpose === "any" ? `icon-${size}.png` : `icon-${size}-${purpose}.png`;
    const content = new Resvg(picture, {
      fitTo: { mode: "width", value: size },
      font: { loadSystemFonts: false },
    })
      .render()
      .asPng();
    return { name, content, sizes: `${size}x${size}`, type: "image/png", purpose };
  });
}

/** Return a drawing that fills its square to the edge and stays clear of it. */
function withoutCorners(drawing) {
  const ground = /<rect[^>]* fill="([^"]+)"/.exec(drawing)?.[1];
  if (!ground) {
    throw new Error("the icon has no ground to continue to the edges");
  }
  const side = 100;
  const inset = (side * (1 - SAFE_SHARE)) / 2;
  const place = `x="${inset}" y="${inset}" width="${side - 2 * inset}" height="${side - 2 * inset}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}">
    <rect width="${side}" height="${side}" fill="${ground}"/>
    ${drawing.replace("<svg", `<svg ${place}`)}
  </svg>`;
}
