// A photo taken as proof: chosen or taken by the phone's camera, shown small, taken back.

import { part } from "./dom";
import { proofOf, shrink } from "./picture";
import type { ProofKind, TakenProof } from "./scans";

/** One field for a photo: `id` is that of its input, and what belongs to it is named after it. */
export class Photo {
  private readonly input: HTMLInputElement;
  private readonly shown: HTMLImageElement;
  private readonly drop: HTMLElement;
  private readonly trouble: HTMLElement;
  private proof: Promise<TakenProof | undefined> = Promise.resolve(undefined);
  /** Counts choices: what is ready too late is no longer shown beside the next thing. */
  private choice = 0;

  constructor(
    id: string,
    private readonly kind: ProofKind,
  ) {
    this.input = part<HTMLInputElement>(id);
    this.shown = part<HTMLImageElement>(`${id}-shown`);
    this.drop = part(`${id}-drop`);
    this.trouble = part(`${id}-trouble`);
    this.input.addEventListener("change", () => this.choose());
    this.drop.addEventListener("click", () => {
      this.clear();
      this.input.focus();
    });
  }

  /** Return the photo as a proof, when it is ready, or undefined when there is none. */
  take(): Promise<TakenProof | undefined> {
    return this.proof;
  }

  clear(): void {
    this.choice += 1;
    this.input.value = "";
    this.proof = Promise.resolve(undefined);
    this.trouble.hidden = true;
    this.show(undefined);
  }

  private choose(): void {
    const [photo] = this.input.files ?? [];
    this.choice += 1;
    this.trouble.hidden = true;
    this.show(undefined);
    this.proof = photo ? this.make(photo) : Promise.resolve(undefined);
  }

  private async make(photo: Blob): Promise<TakenProof | undefined> {
    const { choice } = this;
    try {
      const small = await shrink(photo);
      const proof = await proofOf(this.kind, small);
      if (choice === this.choice) {
        this.show(small);
      }
      return proof;
    } catch (error) {
      console.info(error);
      if (choice === this.choice) {
        this.trouble.hidden = false;
        this.input.value = "";
      }
      return undefined;
    }
  }

  private show(picture: Blob | undefined): void {
    URL.revokeObjectURL(this.shown.src);
    this.shown.removeAttribute("src");
    if (picture) {
      this.shown.src = URL.createObjectURL(picture);
    }
    this.shown.hidden = this.drop.hidden = picture === undefined;
  }
}
