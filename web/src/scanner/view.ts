// What the person with the scanner sees: the last outcome in large letters, the count of this run,
// what was scanned last, what was refused, and the list of what should come.

import { button, made, part } from "./dom";
import type { ExpectedList } from "./expected";
import type { Answer, RefusedScan } from "./scans";
import { clockTime, said, word } from "./words";

export type Outcome = "waiting" | "recorded" | "already_recorded" | "refused";

interface Recent {
  scanId: string;
  thing: string;
  action: string;
  at: Date;
  outcome: Outcome;
  state: string | undefined;
  refusal: string | undefined;
  next: string[];
}

const RECENT_MAX = 20;
const LISTED_MAX = 300;
const NEXT_MAX = 2;
const LOOK: Record<Outcome, string> = {
  waiting: "warn",
  recorded: "good",
  already_recorded: "good",
  refused: "bad",
};

export class View {
  private recent: Recent[] = [];
  private readonly run = { made: 0, recorded: 0, already_recorded: 0, refused: 0 };

  constructor(
    private readonly actions: readonly string[],
    private readonly goOn: (thing: string, action: string) => void,
    private readonly dismiss: (scanId: string) => void,
  ) {
    part("run-again").addEventListener("click", () => this.beginRun());
  }

  /** Say in large letters what became of the last thing. */
  tell(look: "good" | "warn" | "bad", thing: string, words: string): void {
    const outcome = part("outcome");
    outcome.className = `outcome ${look}`;
    outcome.replaceChildren(made("strong", "code", thing), " ", made("span", "", words));
  }

  scanned(scanId: string, thing: string, action: string, at: Date): void {
    const blank = { state: undefined, refusal: undefined, next: [] };
    this.recent.unshift({ scanId, thing, action, at, outcome: "waiting", ...blank });
    this.recent.length = Math.min(this.recent.length, RECENT_MAX);
    this.run.made += 1;
    this.showRecent();
    this.showRun();
  }

  answered(answer: Answer): void {
    const found = this.recent.find((each) => each.scanId === answer.scan_id);
    if (found) {
      found.outcome = answer.outcome;
      found.state = answer.state;
      found.refusal = answer.code;
      const next = answer.next_actions ?? [];
      found.next = next.filter((action) => this.actions.includes(action)).slice(0, NEXT_MAX);
      this.showRecent();
    }
    this.run[answer.outcome] += 1;
    this.showRun();
  }

  showWaiting(count: number): void {
    part("count-waiting").textContent = String(count);
  }

  showRefused(refused: RefusedScan[]): void {
    part("refused-section").hidden = refused.length === 0;
    part("refused").replaceChildren(...refused.map((each) => this.refusedItem(each)).reverse());
  }

  showExpected(list: ExpectedList): void {
    const { items, asOf } = list;
    part("expected-empty").hidden = items.length > 0 || asOf === undefined;
    part("expected-scroll").hidden = items.length === 0;
    part("expected-count").textContent = asOf
      ? said("expected_count", { count: items.length, time: clockTime(asOf) })
      : said("expected_none");
    part("expected").replaceChildren(
      ...items.slice(0, LISTED_MAX).map((thing) => {
        const first = thing.next_actions.find((action) => this.actions.includes(action));
        return made(
          "tr",
          "",
          made("td", "code", thing.code),
          made("td", "", word("state", thing.state)),
          made("td", "", first ? word("action", first) : "–"),
        );
      }),
    );
    part("expected-rest").textContent =
      items.length > LISTED_MAX ? said("expected_rest", { count: items.length - LISTED_MAX }) : "";
  }

  private beginRun(): void {
    Object.assign(this.run, { made: 0, recorded: 0, already_recorded: 0, refused: 0 });
    this.recent = [];
    this.showRecent();
    this.showRun();
  }

  private showRun(): void {
    part("count-made").textContent = String(this.run.made);
    part("count-recorded").textContent = String(this.run.recorded);
    part("count-already").textContent = String(this.run.already_recorded);
    part("count-refused").textContent = String(this.run.refused);
  }

  private showRecent(): void {
    part("recent-empty").hidden = this.recent.length > 0;
    part("recent").replaceChildren(...this.recent.map((each) => this.recentItem(each)));
  }

  private recentItem(each: Recent): HTMLElement {
    const item = made("li", "");
    const state = each.state ? ` ${word("state", each.state)}` : "";
    const why = each.refusal ? word("refusal", each.refusal) : "";
    item.append(
      made("span", "code", each.thing),
      made("span", `tag ${LOOK[each.outcome]}`, word("outcome", each.outcome)),
      made("span", "quiet", `${clockTime(each.at)} ${word("action", each.action)}.${state} ${why}`),
    );
    const { thing } = each;
    const buttons = each.next.map((next) =>
      button(word("action", next), () => this.goOn(thing, next), thing),
    );
    if (buttons.length > 0) {
      item.append(made("span", "next", ...buttons));
    }
    return item;
  }

  private refusedItem(each: RefusedScan): HTMLElement {
    const title = word("refusal", each.refusal);
    const at = new Date(each.scanned_at);
    return made(
      "li",
      "",
      made("span", "code", each.thing),
      made("strong", "", title),
      made("span", "quiet", `${clockTime(at)} ${word("action", each.action)}. ${each.words ?? ""}`),
      button(said("dismiss"), () => this.dismiss(each.scan_id), each.thing),
    );
  }
}
