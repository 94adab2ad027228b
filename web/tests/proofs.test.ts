// Proofs: kept with their scan, sent after it, and gone from the device on their own answer.

import assert from "node:assert/strict";
import { test } from "node:test";

import { IDBFactory } from "fake-indexeddb";

import { Queue } from "../src/scanner/queue";
import type { WaitingProof } from "../src/scanner/scans";
import { Storage } from "../src/scanner/storage";
import { LOGIN, Notes, type Surroundings, status, surroundings, waiting } from "./surroundings";

async function begin(): Promise<Surroundings & { queue: Queue; notes: Notes }> {
  const around = await surroundings();
  const notes = new Notes();
  return { ...around, notes, queue: new Queue(around.storage, LOGIN, notes) };
}

function proof(proof_id: string, scan_id: string): WaitingProof {
  const { login, thing, scan } = waiting(scan_id);
  const about = { action: "deliver", scanned_at: scan.scanned_at, kind: "photo" as const };
  const picture = new Uint8Array([1, 2, 3]).buffer;
  return { proof_id, scan_id, login, thing, sha256: "0".repeat(64), picture, ...about };
}

test("proofs are sent after all scans and leave one by one", async () => {
  const { notes, queue, service, storage } = await begin();
  await storage.addWaiting(waiting("a"), [proof("p", "a"), proof("q", "a")]);
  await notes.until("ready", () => queue.add(waiting("b")));
  assert.deepEqual(service.recorded, ["a", "b", "p", "q"]);
  assert.deepEqual(await storage.waitingProofs(LOGIN), []);
});

test("a scan and its proofs are kept together or not at all", async () => {
  const { storage } = await begin();
  await storage.addWaiting(waiting("a"), [proof("p", "a")]);
  await assert.rejects(storage.addWaiting(waiting("b"), [proof("p", "b")]));
  assert.equal((await storage.firstWaiting(LOGIN)).length, 1);
  const again = await Storage.open();
  assert.deepEqual(await again.waitingProofs(LOGIN), ["p"]);
});

test("a proof whose answer is lost is sent again", async () => {
  const { notes, queue, service, storage, timers } = await begin();
  service.proofFailures.push("answer lost", status(503));
  await notes.until("offline", () => queue.add(waiting("a"), [proof("p", "a")]));
  await notes.until("busy", () => timers.end());
  assert.deepEqual(await storage.waitingProofs(LOGIN), ["p"]);
  await notes.until("ready", () => timers.end());
  assert.deepEqual(service.recorded, ["a", "p"]);
  assert.deepEqual(await storage.waitingProofs(LOGIN), []);
});

test("a proof whose scan is not known yet waits and holds up nothing", async () => {
  const { notes, queue, service, storage } = await begin();
  await storage.addWaiting(waiting("a"), [proof("p", "elsewhere"), proof("q", "a")]);
  await notes.until("ready", () => queue.wake());
  assert.deepEqual(service.recorded, ["a", "q"]);
  assert.deepEqual(await storage.waitingProofs(LOGIN), ["p"]);
  service.recorded.push("elsewhere");
  await notes.until("ready", () => queue.add(waiting("b")));
  assert.deepEqual(await storage.waitingProofs(LOGIN), ["p"]);
  await notes.until("ready", () => queue.wake());
  assert.deepEqual(await storage.waitingProofs(LOGIN), []);
});

test("a proof that is refused leaves, and its maker is told", async () => {
  const { notes, queue, service, storage } = await begin();
  const problem = JSON.stringify({ code: "proof_differs" });
  service.proofFailures.push(new Response(problem, { status: 409 }));
  await notes.until("ready", () => queue.add(waiting("a"), [proof("p", "a")]));
  assert.deepEqual(await storage.waitingProofs(LOGIN), []);
  const [refused] = await storage.refusedOf(LOGIN);
  assert.deepEqual([refused?.scan_id, refused?.refusal], ["p", "proof_differs"]);
});

test("proofs of a scan that nobody looked at go when it was read why", async () => {
  const { notes, queue, service, storage } = await begin();
  service.failures.push(status(422));
  await notes.until("ready", () => queue.add(waiting("a"), [proof("p", "a")]));
  assert.deepEqual(await storage.waitingProofs(LOGIN), ["p"]);
  await storage.dismiss("a");
  assert.deepEqual(await storage.waitingProofs(LOGIN), []);
});

test("proofs of a refused scan are evidence and outlive the reading of why", async () => {
  const { notes, queue, service, storage } = await begin();
  service.refusals.set("a", "wrong_state");
  service.proofFailures.push(status(503));
  await notes.until("busy", () => queue.add(waiting("a"), [proof("p", "a")]));
  await storage.dismiss("a");
  assert.deepEqual(await storage.waitingProofs(LOGIN), ["p"]);
});

/** Make the stores as the first release did, with a scan in them. */
function makeYesterdays(factory: IDBFactory): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = factory.open("postal_bridge_scanner", 1);
    request.onerror = () => reject(request.error);
    request.onupgradeneeded = () => {
      const keyPath = "position";
      const stored = request.result.createObjectStore("waiting", { keyPath, autoIncrement: true });
      stored.createIndex("login", "login");
      stored.createIndex("scan_id", "scan.scan_id", { unique: true });
      const refused = request.result.createObjectStore("refused", { keyPath: "scan_id" });
      refused.createIndex("login", "login");
      request.result.createObjectStore("kept").put("collect", "action");
      stored.add(waiting("a"));
    };
    request.onsuccess = () => {
      request.result.close();
      resolve();
    };
  });
}

test("a device that kept scans before there were proofs keeps them", async () => {
  const { notes, service } = await begin();
  const factory = new IDBFactory();
  await makeYesterdays(factory);
  Object.assign(globalThis, { indexedDB: factory });
  const storage = await Storage.open();
  assert.equal(await storage.kept("action"), "collect");
  const queue = new Queue(storage, LOGIN, notes);
  await notes.until("ready", () => queue.add(waiting("b"), [proof("p", "b")]));
  assert.deepEqual(service.recorded, ["a", "b", "p"]);
});
