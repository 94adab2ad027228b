// Pictures as proof: made small on the device, and made anew, so that nothing stays in them that a
// camera adds, such as a place or a serial number.

import type { ProofKind, TakenProof } from "./scans";
import { newScanId } from "./scans";

const SIDE_PIXELS_MAX = 1_280;
const BYTES_MAX = 400 * 1_024;
const JPEG = "image/jpeg";
/** Tried one after the other until the picture is small enough. */
const QUALITIES = [0.8, 0.6, 0.4, 0.2];

/** Whether this browser can hash, which it does on pages of a secure origin alone. */
export const takesProofs = globalThis.crypto?.subtle !== undefined;

/** Return a photo as a JPEG of at most 1,280 pixels each way; rejects what is no picture. */
export async function shrink(photo: Blob): Promise<Blob> {
  const picture = await createImageBitmap(photo);
  const scale = Math.min(1, SIDE_PIXELS_MAX / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const paper = canvas.getContext("2d") as CanvasRenderingContext2D;
  // What is transparent would come out black.
  paper.fillStyle = "#fff";
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  for (const quality of QUALITIES) {
    const made = await blobOf(canvas, JPEG, quality);
    if (made.size <= BYTES_MAX) {
      return made;
    }
  }
  throw new Error("the photo cannot be made small enough");
}

export function blobOf(canvas: HTMLCanvasElement, type: string, quality?: number): Promise<Blob> {
  return new Promise((resolve, reject) => {
    const made = (blob: Blob | null): void =>
      blob ? resolve(blob) : reject(new Error("the picture could not be made"));
    canvas.toBlob(made, type, quality);
  });
}

/** Return a picture as a proof with an identity of its own. */
export async function proofOf(kind: ProofKind, blob: Blob): Promise<TakenProof> {
  const picture = await blob.arrayBuffer();
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", picture));
  const sha256 = [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { proof_id: newScanId(), kind, sha256, picture };
}
