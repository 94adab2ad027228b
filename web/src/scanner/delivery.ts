// What is asked when a thing is handed to a citizen: who took it, and the fee if there is one.

import type { Read } from "./codes";
import { part } from "./dom";
import type { Collected, Details, Recipient } from "./scans";
import { dong, said } from "./words";

export class Delivery {
  private readonly form = part<HTMLFormElement>("delivery");
  private readonly fee = part("delivery-fee");
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

  open(found: Read, collectDong: number): void {
    this.found = found;
    this.form.reset();
    part("delivery-code").textContent = found.code;
    part("delivery-due").textContent = said("to_collect", { amount: dong(collectDong) });
    this.fee.hidden = collectDong === 0;
    part<HTMLInputElement>("amount_dong").value = collectDong > 0 ? String(collectDong) : "";
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
    const amount = Number(text("amount_dong").replace(/\D/g, ""));
    if (this.fee.hidden || amount === 0) {
      return { recipient };
    }
    const collected: Collected = { amount_dong: amount, method: text("method") };
    if (text("receipt_number")) {
      collected.receipt_number = text("receipt_number");
    }
    return { recipient, collected };
  }
}
