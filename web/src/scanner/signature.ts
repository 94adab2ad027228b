// A signature with the finger on the glass. Whoever cannot draw leaves it out.

import { part } from "./dom";
import { blobOf, proofOf } from "./picture";
import type { TakenProof } from "./scans";

const LINE_PIXELS = 2.5;

export class Signature {
  private readonly canvas = part<HTMLCanvasElement>("signature");
  private readonly paper = this.canvas.getContext("2d") as CanvasRenderingContext2D;
  private drawing: number | undefined;
  private isEmpty = true;

  constructor() {
    this.canvas.addEventListener("pointerdown", (event) => this.begin(event));
    this.canvas.addEventListener("pointermove", (event) => this.goOn(event));
    for (const end of ["pointerup", "pointercancel"]) {
      this.canvas.addEventListener(end, () => {
        this.drawing = undefined;
      });
    }
    part("signature-clear").addEventListener("click", () => this.clear());
  }

  /** Make the field white and as fine as the screen; it has to be visible. */
  clear(): void {
    const { width, height } = this.canvas.getBoundingClientRect();
    const fineness = Math.min(globalThis.devicePixelRatio || 1, 2);
    this.canvas.width = Math.max(1, Math.round(width * fineness));
    this.canvas.height = Math.max(1, Math.round(height * fineness));
    this.paper.scale(fineness, fineness);
    this.paper.fillStyle = "#fff";
    this.paper.fillRect(0, 0, width, height);
    this.paper.lineWidth = LINE_PIXELS;
    this.paper.lineCap = this.paper.lineJoin = "round";
    this.isEmpty = true;
    this.drawing = undefined;
  }

  async take(): Promise<TakenProof | undefined> {
    return this.isEmpty ? undefined : proofOf("signature", await blobOf(this.canvas, "image/png"));
  }

  private begin(event: PointerEvent): void {
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.drawing = event.pointerId;
    this.paper.beginPath();
    this.paper.moveTo(event.offsetX, event.offsetY);
  }

  private goOn(event: PointerEvent): void {
    if (this.drawing !== event.pointerId) {
      return;
    }
    this.paper.lineTo(event.offsetX, event.offsetY);
    this.paper.stroke();
    this.isEmpty = false;
  }
}
