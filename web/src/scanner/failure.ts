// What may be added when nobody took a thing: a photo of the door or of the note left there, and
// the place. Nothing of it is needed, and scanning on records it as it stands.

import type { Read } from "./codes";
import { part } from "./dom";
import { Photo } from "./photo";
import { takesProofs } from "./picture";
import type { Details, Place, TakenProof } from "./scans";
import { said, word } from "./words";

const PLACE_WITHIN_MS = 15_000;
const PLACE_OLD_MS = 60_000;
/** About a metre. */
const DIGITS = 5;

export class Failure {
  private readonly form = part<HTMLFormElement>("failure");
  private readonly photo = new Photo("failure-photo", "photo");
  private readonly wantsPlace = part<HTMLInputElement>("failure-place");
  private place: Place | undefined;
  private underway: { found: Read; details: Details } | undefined;

  constructor(
    private readonly confirmed: (found: Read, details: Details, proofs: TakenProof[]) => void,
    private readonly closed: () => void,
  ) {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.confirm();
    });
    part("failure-cancel").addEventListener("click", () => this.close());
    this.wantsPlace.addEventListener("change", () => this.askPlace());
    part("failure-photo-field").hidden = !takesProofs;
    part("failure-place-field").hidden = !("geolocation" in navigator);
  }

  get isOpen(): boolean {
    return this.underway !== undefined;
  }

  open(found: Read, details: Details): void {
    this.reset();
    this.underway = { found, details };
    part("failure-code").textContent = found.code;
    part("failure-reason").textContent = word("reason", details.reason ?? "");
    this.form.hidden = false;
    this.form.scrollIntoView({ block: "nearest" });
    part("failure-confirm").focus({ preventScroll: true });
  }

  /** Record the failure with what was added to it. */
  confirm(): void {
    const { underway } = this;
    if (!underway) {
      return;
    }
    const details = this.place ? { ...underway.details, place: this.place } : underway.details;
    const photo = this.photo.take();
    this.close();
    void photo.then((taken) => this.confirmed(underway.found, details, taken ? [taken] : []));
  }

  private close(): void {
    this.reset();
    this.form.hidden = true;
    this.underway = undefined;
    this.closed();
  }

  private reset(): void {
    this.form.reset();
    this.photo.clear();
    this.place = undefined;
    part("failure-place-said").textContent = "";
  }

  private askPlace(): void {
    this.place = undefined;
    const words = part("failure-place-said");
    words.textContent = this.wantsPlace.checked ? said("place_asked") : "";
    if (!this.wantsPlace.checked) {
      return;
    }
    const asked = this.underway;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        if (this.underway === asked && this.wantsPlace.checked) {
          const { latitude, longitude } = coords;
          this.place = { lat: rounded(latitude), lon: rounded(longitude) };
          words.textContent = said("place_found");
        }
      },
      () => {
        words.textContent = said("place_unknown");
        this.wantsPlace.checked = false;
      },
      { timeout: PLACE_WITHIN_MS, maximumAge: PLACE_OLD_MS },
    );
  }
}

function rounded(degrees: number): number {
  return Number(degrees.toFixed(DIGITS));
}
