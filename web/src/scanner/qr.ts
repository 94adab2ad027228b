// Draws a QR code on the device.

import { encode } from "uqr";

const NAMESPACE = "http://www.w3.org/2000/svg";
/** The white around it without which no reader finds the code. */
const QUIET_MODULES = 4;

/** Return a picture of a code that says `text`, of no size of its own. */
export function qrPicture(text: string): SVGSVGElement {
  const { data, size } = encode(text, { ecc: "M", border: QUIET_MODULES });
  const picture = document.createElementNS(NAMESPACE, "svg");
  picture.setAttribute("viewBox", `0 0 ${size} ${size}`);
  picture.setAttribute("shape-rendering", "crispEdges");
  const paper = document.createElementNS(NAMESPACE, "rect");
  paper.setAttribute("width", String(size));
  paper.setAttribute("height", String(size));
  paper.setAttribute("fill", "#fff");
  const ink = document.createElementNS(NAMESPACE, "path");
  const modules = data.map((row, y) =>
    row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")).join(""),
  );
  ink.setAttribute("d", modules.join(""));
  ink.setAttribute("fill", "#000");
  picture.append(paper, ink);
  return picture;
}
