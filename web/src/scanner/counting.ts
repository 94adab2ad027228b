// The counting of papers when a thing changes hands: both sides count what the posting slip lists
// (QĐ 45/2016/QĐ-TTg Đ6.2, Đ7.2). It is off until somebody switches it on, so that a bag of letters
// stays a row of beeps. What is counted goes with the scan; a difference stops nothing.

import type { Read } from "./codes";
import { button, made, part } from "./dom";
import type { ExpectedThing, ListedPaper, PaperCount } from "./scans";
import type { Storage } from "./storage";
import { said, word } from "./words";

const KEY = "count_papers";
const COUNTED_MAX = 9_999;
const COUNTED_WITH = ["collect", "arrive", "take", "give", "deliver"];
/** Only where the citizen is present can a paper be given back or withdrawn. */
const BEFORE_CITIZEN = ["collect", "deliver"];

interface Line {
  paper: ListedPaper;
  counted: HTMLInputElement;
  fate: HTMLSelectElement | undefined;
}

export class Counting {
  private readonly form = part<HTMLFormElement>("counting");
  private readonly always = part<HTMLInputElement>("count-papers");
  private lines: Line[] = [];
  private confirmed: ((papers: PaperCount[]) => void) | undefined;

  constructor(
    private readonly storage: Storage,
    private readonly closed: () => void,
  ) {
    this.always.addEventListener("change", () => {
      void this.storage.keep(KEY, this.always.checked);
      this.closed();
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const { confirmed } = this;
      const papers = this.lines.map((line) => countOf(line));
      this.close();
      confirmed?.(papers);
    });
    this.form.addEventListener("input", () => this.sum());
    part("counting-cancel").addEventListener("click", () => this.close());
  }

  async open(): Promise<void> {
    this.always.checked = (await this.storage.kept<boolean>(KEY)) === true;
  }

  get isOpen(): boolean {
    return !this.form.hidden;
  }

  get isOn(): boolean {
    return this.always.checked;
  }

  /** Ask how many of each paper there are, and tell it when that is confirmed. */
  ask(
    found: Read,
    action: string,
    papers: readonly ListedPaper[],
    confirmed: (papers: PaperCount[]) => void,
  ): void {
    this.confirmed = confirmed;
    part("counting-code").textContent = found.code;
    part("counting-confirm").textContent = said("counting_confirm", {
      action: word("action", action),
    });
    const lines = papers.map((paper) => this.line(paper, action));
    this.lines = lines.map(({ line }) => line);
    part("papers").replaceChildren(...lines.map(({ item }) => item));
    this.sum();
    this.form.hidden = false;
    this.form.scrollIntoView({ block: "nearest" });
    // Whoever scans by a device that types must not type into a number.
    part("counting-confirm").focus({ preventScroll: true });
  }

  private close(): void {
    this.form.hidden = true;
    this.confirmed = undefined;
    this.lines = [];
    part("papers").replaceChildren();
    this.closed();
  }

  private line(paper: ListedPaper, action: string): { line: Line; item: HTMLElement } {
    const counted = made("input", "");
    Object.assign(counted, { inputMode: "numeric", pattern: "[0-9]{1,4}", required: true });
    Object.assign(counted, { maxLength: 4, autocomplete: "off", value: String(paper.quantity) });
    counted.setAttribute("aria-label", said("counted_of", { paper: paper.name }));
    const step = (by: number, words: string): HTMLButtonElement =>
      button(
        words,
        () => {
          const now = Number(counted.value) || 0;
          counted.value = String(Math.min(Math.max(now + by, 0), COUNTED_MAX));
          this.sum();
        },
        paper.name,
      );
    const less = step(-1, "−");
    const more = step(1, "+");
    less.setAttribute("aria-label", said("one_less", { paper: paper.name }));
    more.setAttribute("aria-label", said("one_more", { paper: paper.name }));
    const fate = BEFORE_CITIZEN.includes(action) ? fateOf(paper, action) : undefined;
    const listed = said("listed", {
      form: word("paper_form", paper.form),
      quantity: paper.quantity,
    });
    const item = made("li", "", made("strong", "", paper.name), made("span", "quiet", listed));
    item.append(made("span", "stepper", less, counted, more));
    if (fate) {
      item.append(fate);
    }
    return { line: { paper, counted, fate }, item };
  }

  /** Show what does not fit the slip while it can still be counted again. */
  private sum(): void {
    let listed = 0;
    let counted = 0;
    for (const line of this.lines) {
      const here = Number(line.counted.value) || 0;
      line.counted.classList.toggle("differs", here !== line.paper.quantity);
      listed += line.paper.quantity;
      counted += here;
    }
    const sum = part("counting-sum");
    sum.className = counted === listed ? "note good" : "note warn";
    sum.textContent = said("counted_sum", { counted, listed });
  }
}

/** Return the papers to be counted in a thing with an action; none where nothing is counted. */
export function papersToCount(
  thing: ExpectedThing | undefined,
  action: string,
): readonly ListedPaper[] {
  // A list that an earlier release has kept knows of no papers.
  return COUNTED_WITH.includes(action) ? (thing?.papers ?? []) : [];
}

function countOf({ paper, counted, fate }: Line): PaperCount {
  const count = { position: paper.position, counted: Number(counted.value) };
  return fate ? { ...count, fate: fate.value } : count;
}

function fateOf(paper: ListedPaper, action: string): HTMLSelectElement {
  const fates = ["present", "returned", ...(paper.to_withdraw ? ["withdrawn"] : [])];
  const options = fates.map((each) => {
    const option = made("option", "", word("fate", each));
    option.value = each;
    return option;
  });
  const select = made("select", "", ...options);
  select.setAttribute("aria-label", said("fate_of", { paper: paper.name }));
  if (action === "deliver" && paper.to_withdraw) {
    select.value = "withdrawn";
  }
  return select;
}
