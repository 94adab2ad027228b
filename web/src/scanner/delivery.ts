// What is asked when a thing is handed to a citizen: who took it and what proves it, and the fee if
// there is one.

import type { Read } from "./codes";
import { part } from "./dom";
import { Fee } from "./fee";
import { Photo } from "./photo";
import { takesProofs } from "./picture";
import type { Details, ExpectedThing, Recipient, TakenProof } from "./scans";
import { Signature } from "./signature";
import type { Beneficiary } from "./vietqr";

export class Delivery {
  private readonly form = part<HTMLFormElement>("delivery");
  private readonly fee = new Fee();
  private readonly kind = part<HTMLSelectElement>("recipient_kind");
  private readonly signature = new Signature();
  private readonly photo = new Photo("delivery-photo", "photo");
  private readonly authorisation = new Photo("authorisation-photo", "authorisation");
  private found: Read | undefined;

  constructor(
    private readonly confirmed: (found: Read, details: Details, proofs: TakenProof[]) => void,
    private readonly closed: () => void,
  ) {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.confirm();
    });
    this.kind.addEventListener("change", () => this.showKind());
    part("delivery-proofs").hidden = !takesProofs;
    part("delivery-cancel").addEventListener("click", () => this.close());
  }

  get isOpen(): boolean {
    return !this.form.hidden;
  }

  /** Ask about a thing that was scanned; `thing` is what the expected list knows of it. */
  open(found: Read, thing: ExpectedThing | undefined, payee: Beneficiary | undefined): void {
    this.found = found;
    this.form.reset();
    part("delivery-code").textContent = found.code;
    this.fee.open(thing?.collect_dong ?? 0, thing?.dossier_code ?? found.code, payee);
    this.form.hidden = false;
    this.clearProofs();
    this.form.scrollIntoView({ block: "nearest" });
    part("delivery-confirm").focus({ preventScroll: true });
  }

  private async confirm(): Promise<void> {
    const { found } = this;
    // Pressed once more while a photo is still being made small, it is the same hand-over.
    this.found = undefined;
    if (!found) {
      return;
    }
    const details = this.details();
    const authorised = this.kind.value === "authorised";
    const proofs = await Promise.all([
      this.signature.take(),
      this.photo.take(),
      authorised ? this.authorisation.take() : undefined,
    ]);
    this.close();
    this.confirmed(
      found,
      details,
      proofs.filter((proof) => proof !== undefined),
    );
  }

  private showKind(): void {
    part("authorisation-field").hidden = this.kind.value !== "authorised" || !takesProofs;
  }

  private clearProofs(): void {
    this.photo.clear();
    this.authorisation.clear();
    this.signature.clear();
    this.showKind();
  }

  private close(): void {
    // What was typed about a person does not stay in the page, nor what was drawn.
    this.form.reset();
    this.clearProofs();
    this.form.hidden = true;
    this.found = undefined;
    this.closed();
  }

  private details(): Details {
    const text = (name: string): string =>
      part<HTMLInputElement | HTMLSelectElement>(name).value.trim();
    const recipient: Recipient = { kind: text("recipient_kind") };
    if (text("recipient_name")) {
      recipient.name = text("recipient_name");
    }
    if (text("id_kind")) {
      recipient.id_kind = text("id_kind");
    }
    if (text("id_last4")) {
      recipient.id_last4 = text("id_last4").toUpperCase();
    }
    if (text("one_time_code")) {
      recipient.one_time_code = text("one_time_code");
    }
    const collected = this.fee.collected();
    return collected ? { recipient, collected } : { recipient };
  }
}
