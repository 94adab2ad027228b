// What is chosen for everything that is scanned: remembered, forgotten, asked for.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Choice } from "../src/scanner/choice";
import { type Read, read } from "../src/scanner/codes";
import { part } from "../src/scanner/dom";
import type { Storage } from "../src/scanner/storage";
import { show } from "./page";
import { surroundings } from "./surroundings";

const BAG = "BAG-H53-000000014";
const ACTIONS = ["take", "give", "fail", "pack", "unpack", "seal", "lose"];
const PAGE = `
  <select id="action">${ACTIONS.map((each) => `<option>${each}</option>`).join("")}</select>
  <div id="at-hand"><button data-action="take"></button><button data-action="pack"></button></div>
  <div id="to-office-field">
    <select id="to_office"><option value=""></option><option>SNV</option></select>
  </div>
  <div id="reason-field">
    <select id="reason"><option value=""></option><option>REFUSED</option></select>
  </div>
  <div id="bag-field"><input id="bag"></div>
  <div id="seal-field"><input id="seal_number"></div>`;

async function choiceOn(storage: Storage): Promise<Choice> {
  show(PAGE);
  const choice = new Choice(storage, () => undefined);
  await choice.open();
  return choice;
}

async function newChoice(): Promise<Choice> {
  const { storage } = await surroundings();
  return choiceOn(storage);
}

function choose(field: string, value: string): void {
  const select = part<HTMLSelectElement>(field);
  select.value = value;
  const { Event } = select.ownerDocument.defaultView as unknown as typeof globalThis;
  select.dispatchEvent(new Event("change"));
}

function bag(): Read {
  return read(BAG) as Read;
}

test("what was chosen last is chosen again the next time", async () => {
  const { storage } = await surroundings();
  await choiceOn(storage);
  choose("action", "give");
  const again = await choiceOn(storage);
  assert.equal(again.action, "give");
});

test("what this office does not do is not chosen, however it was remembered", async () => {
  const { storage } = await surroundings();
  await storage.keep("action", "go_out");
  assert.equal((await choiceOn(storage)).action, "take");
});

test("losing is done to one thing, and then forgotten", async () => {
  const { storage } = await surroundings();
  const choice = await choiceOn(storage);
  choose("action", "give");
  choose("action", "lose");
  assert.equal(choice.action, "lose");
  choice.details("lose");
  assert.equal(choice.action, "give");
  assert.equal((await choiceOn(storage)).action, "give");
});

test("each action shows its own fields and a button pressed, if it has one", async () => {
  await newChoice();
  choose("action", "pack");
  const hidden = ["to-office-field", "reason-field", "bag-field", "seal-field"].filter(
    (id) => part(id).hidden,
  );
  assert.deepEqual(hidden, ["to-office-field", "reason-field", "seal-field"]);
  const pressed = [...document.querySelectorAll('[aria-pressed="true"]')];
  assert.deepEqual(
    pressed.map((each) => each.getAttribute("data-action")),
    ["pack"],
  );
});

test("a failure has to have a reason", async () => {
  const choice = await newChoice();
  assert.notEqual(choice.missing("fail"), undefined);
  choose("reason", "REFUSED");
  assert.equal(choice.missing("fail"), undefined);
  assert.deepEqual(choice.details("fail"), { reason: "REFUSED" });
  assert.deepEqual(choice.details("take"), {});
});

test("the first bag is the one to pack into, the second is packed", async () => {
  const choice = await newChoice();
  assert.equal(choice.takesAsBag(bag(), "take"), false);
  assert.equal(choice.takesAsBag(bag(), "pack"), true);
  assert.equal(choice.takesAsBag(bag(), "pack"), false);
  assert.deepEqual(choice.details("pack"), { bag: BAG });
});

test("what stands in the field of the bag has to be a bag", async () => {
  const choice = await newChoice();
  part<HTMLInputElement>("bag").value = "EE473124829VN";
  assert.notEqual(choice.missing("pack"), undefined);
  assert.equal(choice.missing("take"), undefined);
});

test("the number of a seal is told once", async () => {
  const choice = await newChoice();
  part<HTMLInputElement>("seal_number").value = " NP-0001 ";
  assert.deepEqual(choice.details("seal"), { seal_number: "NP-0001" });
  assert.deepEqual(choice.details("seal"), {});
});
