// What the person with the scanner sees: the last outcome in large letters, the count of this run,
// what was scanned last, what was refused, and the list of what should come.

import { papersToCount } from "./counting";
import { button, made, part } from "./dom";
import type { ExpectedList } from "./expected";
import { type RecentScan, RecentScans } from "./recent";
import { type Answer, type RefusedScan, UNDO } from "./scans";
import { clockTime, said, word } from "./words";

const LISTED_MAX = 300;

export class View {
  private readonly recent: RecentScans;
  private readonly run = { made: 0, recorded: 0, already_recorded: 0, refused: 0 };

  constructor(
    private readonly actions: readonly string[],
    goOn: (thing: string, action: string) => void,
    private readonly count: (thing: string, action: string) => void,
    undo: (scan: RecentScan) => Promise<string | undefined>,
    private readonly dismiss: (scanId: string) => void,
  ) {
    this.recent = new RecentScans(actions, goOn, undo);
    part("run-again").addEventListener("click", () => this.beginRun());
  }

  /** Say in large letters what became of the last thing. */
  tell(look: "good" | "warn" | "bad", thing: string, words: string): void {
    const outcome = part("outcome");
    outcome.className = `outcome ${look}`;
    outcome.replaceChildren(made("strong", "code", thing), " ", made("span", "", words));
  }

  scanned(scan: RecentScan): void {
    this.recent.add(scan);
    this.run.made += 1;
    this.showRun();
  }

  answered(answer: Answer, action: string): void {
    this.recent.answered(answer);
    if (action !== UNDO) {
      this.run[answer.outcome] += 1;
      this.showRun();
    }
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
        const next = made("td", "", first ? word("action", first) : "–");
        if (first && papersToCount(thing, first).length > 0) {
          next.append(
            " ",
            button(said("count"), () => this.count(thing.code, first), thing.code),
          );
        }
        return made(
          "tr",
          "",
          made("td", "code", thing.code),
          made("td", "", word("state", thing.state)),
          next,
        );
      }),
    );
    part("expected-rest").textContent =
      items.length > LISTED_MAX ? said("expected_rest", { count: items.length - LISTED_MAX }) : "";
  }

  private beginRun(): void {
    Object.assign(this.run, { made: 0, recorded: 0, already_recorded: 0, refused: 0 });
    this.recent.clear();
    this.showRun();
  }

  private showRun(): void {
    part("count-made").textContent = String(this.run.made);
    part("count-recorded").textContent = String(this.run.recorded);
    part("count-already").textContent = String(this.run.already_recorded);
    part("count-refused").textContent = String(this.run.refused);
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
