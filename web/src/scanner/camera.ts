// Reads codes from the camera, one after the other, for as long as it is on.

import { type Detector, nativeDetector, zxingDetector } from "./detector";

const PAUSE_MS = 90;
/** A label that stays in view, or comes back within this time, was scanned once. */
const SAME_WITHIN_MS = 2_000;

export class Camera {
  private stream: MediaStream | undefined;
  private detector: Detector | undefined;
  private readonly seenAt = new Map<string, number>();

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly wasm: string,
    private readonly found: (text: string) => void,
    private readonly ended: () => void,
  ) {}

  get isOn(): boolean {
    return this.stream !== undefined;
  }

  /** Start reading; rejects where there is no camera or it may not be used. */
  async start(): Promise<void> {
    if (!("mediaDevices" in navigator)) {
      throw new Error("browsers show cameras to pages served over https only");
    }
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } },
    });
    for (const track of stream.getTracks()) {
      // Phones take the camera away when they are locked or another program wants it.
      track.addEventListener("ended", () => {
        this.stop();
        this.ended();
      });
    }
    this.stream = stream;
    this.video.srcObject = stream;
    await this.video.play();
    this.detector ??= (await nativeDetector()) ?? zxingDetector(this.wasm);
    void this.read(stream);
  }

  stop(): void {
    for (const track of this.stream?.getTracks() ?? []) {
      track.stop();
    }
    this.stream = undefined;
    this.video.srcObject = null;
  }

  private async read(stream: MediaStream): Promise<void> {
    while (this.stream === stream) {
      if (this.video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !document.hidden) {
        this.take(await this.look());
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  private async look(): Promise<string[]> {
    try {
      return (await this.detector?.(this.video)) ?? [];
    } catch (error) {
      // Some browsers have a detector whose engine is missing: from here on ours is used.
      console.info(error);
      this.detector = zxingDetector(this.wasm);
      return [];
    }
  }

  private take(codes: string[]): void {
    const now = performance.now();
    for (const [code, at] of this.seenAt) {
      if (now - at > SAME_WITHIN_MS) {
        this.seenAt.delete(code);
      }
    }
    for (const code of codes) {
      const isNew = !this.seenAt.has(code);
      this.seenAt.set(code, now);
      if (isNew) {
        this.found(code);
      }
    }
  }
}
