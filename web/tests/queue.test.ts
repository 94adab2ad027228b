// What is sent, in which order and in whose name, and when it leaves the device.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Queue } from "../src/scanner/queue";
import {
  type Failure,
  keepAll,
  LOGIN,
  Notes,
  type Surroundings,
  status,
  surroundings,
  waiting,
} from "./surroundings";

async function begin(): Promise<Surroundings & { queue: Queue; notes: Notes }> {
  const around = await surroundings();
  const notes = new Notes();
  return { ...around, notes, queue: new Queue(around.storage, LOGIN, notes) };
}

async function leftIn({ storage }: Surroundings): Promise<string[]> {
  return (await storage.firstWaiting(LOGIN)).map((each) => each.scan.scan_id);
}

function many(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `scan-${String(n).padStart(3, "0")}`);
}

test("what was scanned is sent in the order of scanning and leaves on its answer", async () => {
  const around = await begin();
  const { queue, notes, service, storage } = around;
  await keepAll(storage, [waiting("z"), waiting("a")]);
  await notes.until("ready", () => queue.add(waiting("m")));
  assert.deepEqual(service.recorded, ["z", "a", "m"]);
  assert.deepEqual(await leftIn(around), []);
  assert.deepEqual(
    notes.answers.map((each) => each.outcome),
    ["recorded", "recorded", "recorded"],
  );
});

test("a hundred scans go at a time, one batch after the other", async () => {
  const around = await begin();
  const identities = many(230);
  await keepAll(
    around.storage,
    identities.map((each) => waiting(each)),
  );
  await around.notes.until("ready", () => around.queue.wake());
  assert.deepEqual(
    around.service.batches.map((batch) => batch.length),
    [100, 100, 30],
  );
  assert.deepEqual(around.service.recorded, identities);
});

test("a scan leaves on its own answer and not on that of its neighbours", async () => {
  const around = await begin();
  around.service.silent.add("b");
  await keepAll(around.storage, [waiting("a"), waiting("b"), waiting("c")]);
  await around.notes.until("busy", () => around.queue.wake());
  assert.deepEqual(await leftIn(around), ["b"]);
  around.service.silent.clear();
  await around.notes.until("ready", () => around.timers.end());
  assert.deepEqual(await leftIn(around), []);
  assert.deepEqual(around.service.recorded, ["a", "b", "c"]);
});

const FAILURES: [string, Failure, "offline" | "busy"][] = [
  ["no network", "unheard", "offline"],
  ["an answer that is lost", "answer lost", "offline"],
  ["an answer that is not ours", new Response("<p>Welcome to our Wi-Fi</p>"), "offline"],
  ["a service that is busy", status(503), "busy"],
  ["a fault of the service", status(500), "busy"],
];
for (const [name, failure, standing] of FAILURES) {
  test(`with ${name} everything is kept, and sent once later`, async () => {
    const around = await begin();
    around.service.failures.push(failure);
    await keepAll(around.storage, [waiting("a"), waiting("b")]);
    await around.notes.until(standing, () => around.queue.wake());
    assert.deepEqual(await leftIn(around), ["a", "b"]);
    await around.notes.until("ready", () => around.timers.end());
    assert.deepEqual(await leftIn(around), []);
    assert.deepEqual(around.service.recorded, ["a", "b"]);
  });
}

test("each wait is twice as long as the one before, up to a minute", async () => {
  const around = await begin();
  const waits: number[] = [];
  let next: () => unknown = () => around.queue.add(waiting("a"));
  for (let n = 0; n < 8; n += 1) {
    around.service.failures.push(status(503));
    await around.notes.until("busy", next);
    waits.push(...around.timers.running);
    next = () => around.timers.end();
  }
  assert.deepEqual(waits, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  await around.notes.until("ready", next);
  around.service.failures.push(status(503));
  await around.notes.until("busy", () => around.queue.add(waiting("b")));
  assert.deepEqual(around.timers.running, [1_000]);
});

test("a service that says how long it wants to be left alone is left alone so long", async () => {
  const around = await begin();
  around.service.failures.push(status(503, { "Retry-After": "7" }));
  await around.notes.until("busy", () => around.queue.add(waiting("a")));
  assert.deepEqual(around.timers.running, [7_000]);
});

test("what is scanned during a wait waits with the others, unless something changed", async () => {
  const around = await begin();
  around.service.failures.push(status(503));
  await around.notes.until("busy", () => around.queue.add(waiting("a")));
  await around.queue.add(waiting("b"));
  assert.deepEqual(around.timers.running, [1_000]);
  assert.equal(around.service.batches.length, 1);
  await around.notes.until("ready", () => around.queue.wake());
  assert.deepEqual(around.service.recorded, ["a", "b"]);
  assert.deepEqual(around.timers.running, []);
});

test("without a session nothing is sent, and nothing is tried again by itself", async () => {
  const around = await begin();
  around.service.login = undefined;
  await around.notes.until("sign_in", () => around.queue.add(waiting("a")));
  assert.deepEqual(around.service.batches, []);
  assert.deepEqual(around.timers.running, []);
  around.service.login = LOGIN;
  await around.notes.until("ready", () => around.queue.wake());
  assert.deepEqual(around.service.recorded, ["a"]);
});

test("a session that ends between two batches ends the sending", async () => {
  const around = await begin();
  around.service.failures.push(status(401));
  await around.notes.until("sign_in", () => around.queue.add(waiting("a")));
  assert.deepEqual(await leftIn(around), ["a"]);
});

test("who may not scan is told so and keeps what was scanned", async () => {
  const around = await begin();
  around.service.failures.push(status(403));
  await around.notes.until("not_allowed", () => around.queue.add(waiting("a")));
  assert.deepEqual(await leftIn(around), ["a"]);
  assert.deepEqual(around.timers.running, []);
});

test("scans are not sent while somebody else is signed in", async () => {
  const around = await begin();
  around.service.login = "be.mau";
  await around.notes.until("other_person", () => around.queue.add(waiting("a")));
  assert.deepEqual(around.service.batches, []);
  assert.deepEqual(await leftIn(around), ["a"]);
});

test("scans of somebody else are left where they are", async () => {
  const around = await begin();
  await keepAll(around.storage, [waiting("b", "be.mau"), waiting("a")]);
  await around.notes.until("ready", () => around.queue.wake());
  assert.deepEqual(around.service.recorded, ["a"]);
  assert.equal((await around.storage.firstWaiting("be.mau")).length, 1);
});

test("one scan that spoils a batch is refused alone", async () => {
  const around = await begin();
  const spoilt = new Response('{"code": "invalid_input", "detail": "No such action."}', {
    status: 422,
  });
  around.service.failures.push(status(422), spoilt);
  await keepAll(around.storage, [waiting("a"), waiting("b"), waiting("c")]);
  await around.notes.until("ready", () => around.queue.wake());
  assert.deepEqual(around.service.recorded, ["b", "c"]);
  const [refused] = await around.storage.refusedOf(LOGIN);
  assert.deepEqual([refused?.scan_id, refused?.refusal], ["a", "invalid_input"]);
  assert.deepEqual(await leftIn(around), []);
});

test("a refusal is an answer: it leaves the queue and is kept to be read", async () => {
  const around = await begin();
  around.service.refusals.set("a", "wrong_state");
  await around.notes.until("ready", () => around.queue.add(waiting("a")));
  assert.deepEqual(await leftIn(around), []);
  assert.equal((await around.storage.refusedOf(LOGIN))[0]?.refusal, "wrong_state");
});

test("how far the clock of the device is ahead is measured by what the service says", async () => {
  const around = await begin();
  around.service.now = () => Date.now() - 300_000;
  await around.notes.until("ready", () => around.queue.add(waiting("a")));
  assert.ok(around.notes.clocks.length >= 2);
  for (const aheadMs of around.notes.clocks) {
    // The service tells whole seconds only.
    assert.ok(Math.abs(aheadMs - 300_000) <= 1_000, String(aheadMs));
  }
});
