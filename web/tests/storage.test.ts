// What the device keeps, and in which order it hands it out.

import assert from "node:assert/strict";
import { test } from "node:test";

import { newScanId } from "../src/scanner/scans";
import { Storage } from "../src/scanner/storage";
import { keepAll, surroundings, waiting } from "./surroundings";

test("scans come out in the order in which they were kept, whatever their identities", async () => {
  const { storage } = await surroundings();
  await keepAll(storage, [waiting("c"), waiting("a"), waiting("b")]);
  const found = await storage.firstWaiting("an.mau");
  assert.deepEqual(
    found.map((each) => each.scan.scan_id),
    ["c", "a", "b"],
  );
  assert.equal((await storage.firstWaiting("an.mau", 2)).length, 2);
});

test("what is kept is there when the page comes again", async () => {
  const { storage } = await surroundings();
  await storage.addWaiting(waiting("a"));
  await storage.keep("action", "collect");
  const again = await Storage.open();
  assert.equal((await again.firstWaiting("an.mau")).length, 1);
  assert.equal(await again.kept("action"), "collect");
});

test("the same identity is not kept twice", async () => {
  const { storage } = await surroundings();
  await storage.addWaiting(waiting("a"));
  await assert.rejects(storage.addWaiting(waiting("a")));
  assert.equal((await storage.firstWaiting("an.mau")).length, 1);
});

test("scans of several people are counted and handed out apart", async () => {
  const { storage } = await surroundings();
  await keepAll(storage, [waiting("a"), waiting("b", "be.mau"), waiting("c", "be.mau")]);
  assert.deepEqual(
    await storage.countWaiting(),
    new Map([
      ["an.mau", 1],
      ["be.mau", 2],
    ]),
  );
});

test("answered scans leave and refused ones are kept, until they were read", async () => {
  const { storage } = await surroundings();
  await keepAll(storage, [waiting("a"), waiting("b")]);
  const [first] = await storage.firstWaiting("an.mau");
  assert.ok(first);
  const { scan, login, thing } = first;
  const told = { refusal: "wrong_state", words: "It is not here." };
  const { scan_id, action, scanned_at } = scan;
  await storage.settle([first], [{ scan_id, login, thing, action, scanned_at, ...told }]);
  assert.equal((await storage.firstWaiting("an.mau")).length, 1);
  assert.equal((await storage.refusedOf("an.mau"))[0]?.refusal, "wrong_state");
  assert.deepEqual(await storage.refusedOf("be.mau"), []);
  await storage.dismiss("a");
  assert.deepEqual(await storage.refusedOf("an.mau"), []);
});

test("identities are of version 7 and sort by time", () => {
  const early = newScanId(Date.UTC(2026, 2, 14));
  const late = newScanId(Date.UTC(2026, 2, 14, 0, 0, 0, 1));
  assert.match(early, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.ok(early < late);
  assert.notEqual(newScanId(0), newScanId(0));
});
