// What the list of an office says of a scan before the service can.

import assert from "node:assert/strict";
import { test } from "node:test";

import { type Read, read } from "../src/scanner/codes";
import { ExpectedList } from "../src/scanner/expected";
import type { ExpectedThing } from "../src/scanner/scans";
import { LOGIN, type Surroundings, surroundings, waiting } from "./surroundings";

const CODE = "EV000000014VN";
const OTHER = "EV000000028VN";
const DOSSIER = "000.00.05.H53-260314-0001";

function thing(code: string, next_actions: string[]): ExpectedThing {
  const dossier_code = code === CODE ? DOSSIER : null;
  const rest = { destination: "H53", state: "held", collect_dong: 0 };
  return { code, kind: "consignment", dossier_code, next_actions, ...rest };
}

function found(code: string): Read {
  const what = read(code);
  assert.notEqual(typeof what, "string");
  return what as Read;
}

async function listed(
  { service, storage }: Surroundings,
  items: ExpectedThing[],
  more = false,
): Promise<ExpectedList> {
  service.expected = { items, more, as_of: "2026-03-14T08:00:00Z" };
  const list = new ExpectedList(storage, LOGIN, () => undefined);
  await list.open();
  return list;
}

test("without a list nothing is said to be wrong", async () => {
  const { storage } = await surroundings();
  const list = new ExpectedList(storage, LOGIN, () => undefined);
  await list.open();
  assert.equal(list.judge(found(CODE), "take"), "unknown");
});

test("a thing is expected with what may be done next, by its code or its dossier", async () => {
  const list = await listed(await surroundings(), [thing(CODE, ["give", "pack"])]);
  assert.equal(list.judge(found(CODE), "give"), "expected");
  assert.equal(list.judge(found(DOSSIER), "pack"), "expected");
  assert.equal(list.judge(found(CODE), "take"), "other_action");
  assert.equal(list.judge(found(OTHER), "take"), "unexpected");
});

test("with a list that is not whole nobody knows what is not on it", async () => {
  const list = await listed(await surroundings(), [thing(CODE, ["give"])], true);
  assert.equal(list.judge(found(OTHER), "take"), "unknown");
});

test("what was scanned since then stands otherwise than the list says", async () => {
  const list = await listed(await surroundings(), [thing(CODE, ["take"])]);
  list.touch(DOSSIER);
  assert.equal(list.judge(found(CODE), "give"), "expected");
});

test("an answer puts the list right", async () => {
  const list = await listed(await surroundings(), [thing(CODE, ["take"])]);
  const next_actions = ["give"];
  list.touch(CODE, { scan_id: "a", outcome: "recorded", state: "held", next_actions });
  assert.equal(list.find(CODE)?.state, "held");
  assert.deepEqual(list.find(CODE)?.next_actions, ["give"]);
});

test("what waits to be sent counts as scanned after the page came again", async () => {
  const around = await surroundings();
  await around.storage.addWaiting(waiting("a", LOGIN, CODE));
  const list = await listed(around, [thing(CODE, ["take"])]);
  assert.equal(list.judge(found(CODE), "give"), "expected");
});

test("the list is kept for when there is no network, and for its own reader alone", async () => {
  const around = await surroundings();
  await listed(around, [thing(CODE, ["take"])]);
  around.service.expected = undefined;
  const again = new ExpectedList(around.storage, LOGIN, () => undefined);
  await again.open();
  assert.equal(again.judge(found(CODE), "take"), "expected");
  assert.deepEqual(again.asOf, new Date("2026-03-14T08:00:00Z"));
  const stranger = new ExpectedList(around.storage, "be.mau", () => undefined);
  await stranger.open();
  assert.equal(stranger.judge(found(CODE), "take"), "unknown");
});

test("a row of scans asks for one new list", async () => {
  const around = await surroundings();
  const list = await listed(around, []);
  list.refreshSoon();
  list.refreshSoon();
  assert.equal(around.timers.running.length, 1);
});
