// The list of what was scanned last, and how a slip is taken back in it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { type Read, read } from "../src/scanner/codes";
import { RecentScans } from "../src/scanner/recent";
import { show } from "./page";

const PAGE = `<p id="recent-empty"></p><p id="recent-help"></p><ol id="recent"></ol>`;
const AT = new Date("2026-03-14T08:00:00Z");

function list(correction: string | null = "undo-1"): { recent: RecentScans; asked: string[] } {
  show(PAGE);
  const asked: string[] = [];
  const recent = new RecentScans(
    ["take", "give", "pack", "deliver"],
    () => undefined,
    async (scan) => {
      asked.push(scan.scanId);
      return correction ?? undefined;
    },
  );
  return { recent, asked };
}

function add(recent: RecentScans, scanId: string): void {
  recent.add({ scanId, found: read("EE473124829VN") as Read, action: "take", at: AT });
}

function buttons(): string[] {
  return [...document.querySelectorAll("#recent button")].map((each) => each.textContent ?? "");
}

function tags(): string[] {
  return [...document.querySelectorAll("#recent .tag")].map((each) => each.textContent ?? "");
}

async function press(words: string): Promise<void> {
  const found = [...document.querySelectorAll<HTMLButtonElement>("#recent button")];
  found.find((each) => each.textContent === words)?.click();
  await new Promise((resolve) => setImmediate(resolve));
}

test("what was scanned can be taken back before it has an answer", async () => {
  const { recent, asked } = list();
  add(recent, "a");
  await press("correct");
  assert.deepEqual(asked, ["a"]);
  assert.deepEqual(tags(), ["undone_waiting"]);
  assert.deepEqual(buttons(), []);
});

test("what was taken back says so, and what may be done instead", async () => {
  const { recent } = list();
  add(recent, "a");
  recent.answered({ scan_id: "a", outcome: "recorded", state: "held", next_actions: ["give"] });
  assert.deepEqual(buttons(), ["give", "correct"]);
  await press("correct");
  const next_actions = ["take", "go_out"];
  recent.answered({ scan_id: "undo-1", outcome: "recorded", state: "offered", next_actions });
  assert.deepEqual(tags(), ["undone_recorded"]);
  assert.deepEqual(buttons(), ["take"]);
});

test("a correction that is refused or not kept leaves things as they were", async () => {
  const { recent } = list();
  add(recent, "a");
  recent.answered({ scan_id: "a", outcome: "recorded", state: "held" });
  await press("correct");
  recent.answered({ scan_id: "undo-1", outcome: "refused", code: "correction_breaks_history" });
  assert.deepEqual([tags(), buttons()], [["recorded"], ["correct"]]);
  const full = list(null).recent;
  add(full, "b");
  await press("correct");
  assert.deepEqual([tags(), buttons()], [["waiting"], ["correct"]]);
});

test("what was refused has nothing to take back", () => {
  const { recent } = list();
  add(recent, "a");
  recent.answered({ scan_id: "a", outcome: "refused", code: "wrong_state" });
  assert.deepEqual(buttons(), []);
});

test("twenty scans are listed, the last one first, until a new run begins", () => {
  const { recent } = list();
  for (let n = 0; n < 25; n += 1) {
    add(recent, `scan-${n}`);
  }
  recent.answered({ scan_id: "scan-24", outcome: "recorded" });
  assert.equal(tags().length, 20);
  assert.equal(tags()[0], "recorded");
  recent.clear();
  assert.deepEqual(tags(), []);
});
