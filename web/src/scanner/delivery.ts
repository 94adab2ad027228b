// What is asked when a thing is handed to a citizen: who took it, and the fee if there is one.

import type { Read } from "./codes";
import { part } from "./dom";
import { Fee } from "./fee";
import type { Details, ExpectedThing, Recipient } from "./scans";
import type { Beneficiary } from "./vietqr";

export class Delivery {
  private readonly form = part<HTMLFormElement>("delivery");
  private readonly fee = new Fee();
  private found: Read | undefined;

  constructor(
    confirmed: (found: Read, details: Details) => void,
    private readonly closed: () => void,
  ) {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const found = this.found;
      if (found) {
        const details = this.details();
        this.close();
        confirmed(found, details);
      }
    });
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
    this.form.scrollIntoView({ block: "nearest" });
    part("delivery-confirm").focus({ preventScroll: true });
  }

  private close(): void {
    // What was typed about a person does not stay in the page.
    this.form.reset();
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
    const collected = this.fee.collected();
    return collected ? { recipient, collected } : { recipient };
  }
}
