// Taking a fee on delivery: in cash, or by a transfer for which the screen shows the code.

import { part } from "./dom";
import { qrPicture } from "./qr";
import type { Collected } from "./scans";
import { AMOUNT_DONG_MAX, type Beneficiary, purposeOf, transferText } from "./vietqr";
import { dong, said } from "./words";

export class Fee {
  private readonly section = part("delivery-fee");
  private readonly amount = part<HTMLInputElement>("amount_dong");
  private readonly method = part<HTMLSelectElement>("method");
  private readonly receipt = part<HTMLInputElement>("receipt_number");
  private payee: Beneficiary | undefined;
  private purpose = "";

  constructor() {
    this.amount.addEventListener("input", () => this.show());
    this.method.addEventListener("change", () => {
      this.show();
      // Held out to whoever pays, the code has to be seen whole.
      part("transfer").scrollIntoView({ block: "center" });
    });
  }

  /** Ask for a fee, or for none when nothing is due; `reference` is what it is paid for. */
  open(dueDong: number, reference: string, payee: Beneficiary | undefined): void {
    this.section.hidden = dueDong === 0;
    this.payee = payee;
    this.purpose = purposeOf(reference);
    part("delivery-due").textContent = said("to_collect", { amount: dong(dueDong) });
    this.amount.value = dueDong > 0 ? String(dueDong) : "";
    this.show();
  }

  collected(): Collected | undefined {
    const amountDong = this.amountDong();
    if (this.section.hidden || amountDong === 0) {
      return undefined;
    }
    const collected: Collected = { amount_dong: amountDong, method: this.method.value };
    const receipt = this.receipt.value.trim();
    return receipt ? { ...collected, receipt_number: receipt } : collected;
  }

  private amountDong(): number {
    return Number(this.amount.value.replace(/\D/g, ""));
  }

  private show(): void {
    const byTransfer = !this.section.hidden && this.method.value === "transfer";
    const amountDong = this.amountDong();
    const isAmount = amountDong > 0 && amountDong <= AMOUNT_DONG_MAX;
    part("no-payee").hidden = !byTransfer || this.payee !== undefined;
    const transfer = part("transfer");
    transfer.hidden = !byTransfer || this.payee === undefined || !isAmount;
    if (transfer.hidden || this.payee === undefined) {
      part("transfer-code").replaceChildren();
      return;
    }
    const text = transferText(this.payee, amountDong, this.purpose);
    part("transfer-code").replaceChildren(qrPicture(text));
    part("transfer-amount").textContent = dong(amountDong);
    part("transfer-holder").textContent = this.payee.holder;
    part("transfer-bank").textContent = this.payee.bank_name;
    part("transfer-account").textContent = this.payee.account;
    part("transfer-purpose").textContent = this.purpose;
  }
}
