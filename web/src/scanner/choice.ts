// What is being done with everything that is scanned now, chosen once and remembered.

import type { Read } from "./codes";
import { read } from "./codes";
import { part } from "./dom";
import type { Details } from "./scans";
import type { Storage } from "./storage";
import { said } from "./words";

const KEY = "action";
/** Done to one thing at a time: forgotten after it, so that nobody goes on losing letters. */
const ONCE = ["damage", "lose"];
/** Which field belongs to which actions. */
const FIELDS: Record<keyof typeof FIELD_OF, readonly string[]> = {
  to_office: ["give"],
  reason: ["fail", "send_back"],
  bag: ["pack", "unpack"],
  seal_number: ["seal", "open"],
};
const FIELD_OF = {
  to_office: "to-office-field",
  reason: "reason-field",
  bag: "bag-field",
  seal_number: "seal-field",
} as const;

type Field = keyof typeof FIELD_OF;

export class Choice {
  private readonly select = part<HTMLSelectElement>("action");
  private usual = "";
  private readonly buttons = [
    ...document.querySelectorAll<HTMLButtonElement>("#at-hand [data-action]"),
  ];

  constructor(
    private readonly storage: Storage,
    private readonly chosen: () => void,
  ) {
    this.select.addEventListener("change", () => this.choose(this.select.value));
    for (const each of this.buttons) {
      each.addEventListener("click", () => this.choose(each.dataset["action"] as string));
    }
    for (const field of ["to_office", "reason"] as const) {
      this.input(field).addEventListener("change", () => this.chosen());
    }
  }

  get actions(): string[] {
    return [...this.select.options].map((option) => option.value);
  }

  get action(): string {
    return this.select.value;
  }

  async open(): Promise<void> {
    const remembered = await this.storage.kept<string>(KEY);
    this.usual = remembered && this.actions.includes(remembered) ? remembered : this.action;
    this.show(this.usual);
  }

  /** In packing, the first bag that is scanned is the one to pack into. */
  takesAsBag(found: Read, action: string): boolean {
    const takes = FIELDS.bag.includes(action) && found.kind === "bag" && this.value("bag") === "";
    if (takes) {
      this.input("bag").value = found.code;
    }
    return takes;
  }

  /** Say what has to be chosen before anything can be scanned. */
  missing(action: string): string | undefined {
    if (FIELDS.reason.includes(action) && this.value("reason") === "") {
      this.choose(action);
      this.input("reason").focus();
      return said("choose_reason");
    }
    const bag = this.value("bag");
    if (FIELDS.bag.includes(action) && bag !== "") {
      const found = read(bag);
      if (typeof found === "string" || found.kind !== "bag") {
        this.input("bag").focus();
        return said("no_bag_code");
      }
    }
    return undefined;
  }

  /** Return what is told beside the code of one thing, and forget what was for this one only. */
  details(action: string): Details {
    const details: Details = {};
    for (const field of Object.keys(FIELD_OF) as Field[]) {
      const value = this.value(field);
      if (FIELDS[field].includes(action) && value !== "") {
        details[field] = value;
      }
    }
    this.input("seal_number").value = "";
    if (ONCE.includes(action)) {
      this.show(this.usual);
    }
    return details;
  }

  private choose(action: string): void {
    this.show(action);
    if (!ONCE.includes(action)) {
      this.usual = action;
      void this.storage.keep(KEY, action);
    }
    this.chosen();
  }

  private show(action: string): void {
    this.select.value = action;
    for (const each of this.buttons) {
      each.setAttribute("aria-pressed", String(each.dataset["action"] === action));
    }
    for (const field of Object.keys(FIELD_OF) as Field[]) {
      part(FIELD_OF[field]).hidden = !FIELDS[field].includes(action);
    }
  }

  private input(field: Field): HTMLInputElement | HTMLSelectElement {
    return part<HTMLInputElement | HTMLSelectElement>(field);
  }

  private value(field: Field): string {
    return this.input(field).value.trim();
  }
}
