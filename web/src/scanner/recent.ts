// What was scanned last in this run: how it went, what may follow, and taking back a slip. Nothing
// is deleted for that: it may be on its way already, so a correction follows it.

import type { Read } from "./codes";
import { button, made, part } from "./dom";
import { type Answer, UNDO } from "./scans";
import { clockTime, said, word } from "./words";

export type Outcome = "waiting" | Answer["outcome"];

export interface RecentScan {
  scanId: string;
  found: Read;
  action: string;
  at: Date;
}

interface Row extends RecentScan {
  outcome: Outcome;
  state: string | undefined;
  refusal: string | undefined;
  next: string[];
  /** How the taking back goes, and the identity of the correction. */
  undone: "waiting" | "recorded" | undefined;
  correction: string | undefined;
}

const ROWS_MAX = 20;
const NEXT_MAX = 2;
const LOOK: Record<Outcome, string> = {
  waiting: "warn",
  recorded: "good",
  already_recorded: "good",
  refused: "bad",
};

export class RecentScans {
  private rows: Row[] = [];

  /** `undo` keeps a correction and returns its identity, or undefined where it could not. */
  constructor(
    private readonly actions: readonly string[],
    private readonly goOn: (thing: string, action: string) => void,
    private readonly undo: (scan: RecentScan) => Promise<string | undefined>,
  ) {}

  add(scan: RecentScan): void {
    const blank = { state: undefined, refusal: undefined, next: [] };
    const standing = { undone: undefined, correction: undefined };
    this.rows.unshift({ ...scan, outcome: "waiting", ...blank, ...standing });
    this.rows.length = Math.min(this.rows.length, ROWS_MAX);
    this.show();
  }

  clear(): void {
    this.rows = [];
    this.show();
  }

  answered(answer: Answer): void {
    const next = (answer.next_actions ?? [])
      .filter((action) => this.actions.includes(action))
      .slice(0, NEXT_MAX);
    const row = this.rows.find((each) => each.scanId === answer.scan_id);
    if (row) {
      Object.assign(row, { outcome: answer.outcome, refusal: answer.code });
      Object.assign(row, { state: answer.state, next });
    }
    const corrected = this.rows.find((each) => each.correction === answer.scan_id);
    if (corrected && answer.outcome === "refused") {
      corrected.undone = undefined;
    } else if (corrected) {
      Object.assign(corrected, { undone: "recorded", state: answer.state, next });
    }
    this.show();
  }

  private async takeBack(row: Row): Promise<void> {
    row.undone = "waiting";
    this.show();
    row.correction = await this.undo(row);
    if (row.correction === undefined) {
      row.undone = undefined;
      this.show();
    }
  }

  private show(): void {
    part("recent-empty").hidden = this.rows.length > 0;
    part("recent-help").hidden = this.rows.length === 0;
    part("recent").replaceChildren(...this.rows.map((each) => this.item(each)));
  }

  private item(row: Row): HTMLElement {
    const { code } = row.found;
    const state = row.state ? ` ${word("state", row.state)}.` : "";
    const why = row.refusal ? ` ${word("refusal", row.refusal)}.` : "";
    const tag = row.undone
      ? made("span", "tag", said(`undone_${row.undone}`))
      : made("span", `tag ${LOOK[row.outcome]}`, word("outcome", row.outcome));
    const told = `${clockTime(row.at)} ${word("action", row.action)}.${state}${why}`;
    const buttons = row.next.map((next) =>
      button(word("action", next), () => this.goOn(code, next), code),
    );
    if (row.undone === undefined && row.outcome !== "refused") {
      const undo = button(word("action", UNDO), () => void this.takeBack(row), code);
      undo.classList.add("plain");
      buttons.push(undo);
    }
    const item = made("li", row.undone ? "undone" : "", made("span", "code", code), tag);
    item.append(made("span", "quiet", told), made("span", "next", ...buttons));
    return item;
  }
}
