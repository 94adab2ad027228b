// Sends what waits, in the order in which it was scanned, and then the proofs one by one. A scan
// leaves the queue on its own answer and on nothing else, and so does a proof; whatever goes wrong
// on the way, it is sent again, and the service, which knows it by its identity, records it once.

import { ask, type Heard } from "./network";
import type { Answer, RefusedScan, Scan, WaitingProof, WaitingScan } from "./scans";
import type { Storage } from "./storage";

/** Why nothing is being sent, or that all is well. */
export type Standing =
  | "ready"
  | "sending"
  | "offline"
  | "busy"
  | "sign_in"
  | "other_person"
  | "not_allowed";

export interface Told {
  /** The standing of the line changed, or the measured difference of the clocks. */
  standing(standing: Standing): void;
  clock(aheadMs: number): void;
  answered(waiting: WaitingScan, answer: Answer): void;
  /** One round is over; the queue and the refused list are as they are kept. */
  settled(): void;
}

const BATCH_MAX = 100;
const PAUSE_FIRST_MS = 1_000;
const PAUSE_MAX_MS = 60_000;
const GIVE_UP_MS = 30_000;
/** A photo takes its time where the network is thin. */
const GIVE_UP_PROOF_MS = 180_000;
// Signing in as somebody else takes longer than this, so nothing goes out in a wrong name.
const KNOWN_FOR_MS = 8_000;
/** With these the service has looked at a proof and does not want it. */
const FINAL_STATUSES = [409, 413, 415, 422];
const LOCK = "postal_bridge_scanner_queue";

class Halt extends Error {
  constructor(
    readonly standing: Standing,
    readonly retryMs: number | null,
  ) {
    super(standing);
  }
}

export class Queue {
  private busy = false;
  private wanted = false;
  private timer: number | undefined;
  private pauseMs = PAUSE_FIRST_MS;
  private knownAt = Number.NEGATIVE_INFINITY;
  private batch = BATCH_MAX;
  /** Proofs whose scan the service does not know; they wait until something outside changes. */
  private readonly early = new Set<string>();

  constructor(
    private readonly storage: Storage,
    private readonly login: string,
    private readonly told: Told,
  ) {}

  /** Keep a scan with its proofs and see that they are sent. */
  async add(waiting: WaitingScan, proofs: readonly WaitingProof[] = []): Promise<void> {
    await this.storage.addWaiting(waiting, proofs);
    // While a pause runs the scan waits with the others, so that a busy service is left alone.
    if (this.timer === undefined) {
      void this.run();
    }
  }

  /** Try at once, whatever pause is running: something outside has changed. */
  wake(): void {
    this.knownAt = Number.NEGATIVE_INFINITY;
    this.pauseMs = PAUSE_FIRST_MS;
    this.early.clear();
    void this.run();
  }

  private async run(): Promise<void> {
    this.wanted = true;
    if (this.busy) {
      return;
    }
    this.busy = true;
    window.clearTimeout(this.timer);
    this.timer = undefined;
    try {
      while (this.wanted) {
        this.wanted = false;
        await alone(() => this.sendAll());
      }
      this.pauseMs = PAUSE_FIRST_MS;
      this.told.standing("ready");
    } catch (error) {
      const halt = error instanceof Halt ? error : new Halt("offline", 0);
      if (!(error instanceof Halt)) {
        console.warn(error);
      }
      // Who is signed in is asked again, which also shows whether there is a network.
      this.knownAt = Number.NEGATIVE_INFINITY;
      this.told.standing(halt.standing);
      if (halt.retryMs !== null) {
        this.timer = window.setTimeout(() => this.retry(), Math.max(halt.retryMs, this.pauseMs));
        this.pauseMs = Math.min(this.pauseMs * 2, PAUSE_MAX_MS);
      }
    } finally {
      this.busy = false;
    }
  }

  private retry(): void {
    this.timer = undefined;
    void this.run();
  }

  private async sendAll(): Promise<void> {
    for (;;) {
      const waiting = await this.storage.firstWaiting(this.login, this.batch);
      if (waiting.length === 0) {
        // Scans go first: a proof follows only while none waits.
        if (await this.sendProof()) {
          continue;
        }
        return;
      }
      await this.makeSureWhoIsSignedIn();
      this.told.standing("sending");
      const answers = await this.send(waiting);
      await this.settle(waiting, answers);
    }
  }

  /** Send one proof; false when there is none to be sent. */
  private async sendProof(): Promise<boolean> {
    const known = await this.storage.waitingProofs(this.login);
    const next = known.find((proofId) => !this.early.has(proofId));
    const proof = next === undefined ? undefined : await this.storage.proof(next);
    if (!proof) {
      return false;
    }
    await this.makeSureWhoIsSignedIn();
    this.told.standing("sending");
    const { proof_id, kind, scan_id, picture } = proof;
    const query = new URLSearchParams({ proof_id, kind });
    const address = `/api/v1/scans/${scan_id}/proofs?${query}`;
    const headers = { "Content-Type": "application/octet-stream" };
    const request = { method: "POST", headers, body: picture };
    const answer = await this.ask(address, request, GIVE_UP_PROOF_MS);
    const code = answer.status === 200 ? undefined : String(answer.body?.["code"] ?? "");
    if (code === "unknown_proof_scan") {
      this.early.add(proof_id);
    } else if (code === undefined && said(answer)["proof_id"] === proof_id) {
      await this.storage.settleProof(proof_id);
    } else if (code && FINAL_STATUSES.includes(answer.status)) {
      await this.storage.settleProof(proof_id, refusedProof(proof, code));
    } else {
      throw refusedAtTheDoor(answer);
    }
    this.told.settled();
    return true;
  }

  private async settle(waiting: WaitingScan[], answers: Answer[]): Promise<void> {
    const byId = new Map(answers.map((answer) => [answer.scan_id, answer]));
    const answered = waiting.filter((each) => byId.has(each.scan.scan_id));
    if (answered.length === 0) {
      throw new Halt("busy", 0);
    }
    const answerOf = (each: WaitingScan): Answer => byId.get(each.scan.scan_id) as Answer;
    const refused = answered
      .filter((each) => answerOf(each).outcome === "refused")
      .map((each) => refusedScan(each, answerOf(each)));
    await this.storage.settle(answered, refused);
    for (const each of answered) {
      this.told.answered(each, answerOf(each));
    }
    this.told.settled();
  }

  private async send(waiting: WaitingScan[]): Promise<Answer[]> {
    const scans: Scan[] = waiting.map((each) => each.scan);
    const answer = await this.ask("/api/v1/scans", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ scans, sent_at: new Date().toISOString() }),
    });
    if (answer.status === 200) {
      this.batch = BATCH_MAX;
      const results = said(answer)["results"];
      return Array.isArray(results) ? (results as Answer[]) : [];
    }
    if (![400, 413, 422].includes(answer.status)) {
      throw refusedAtTheDoor(answer);
    }
    const [first] = scans;
    if (scans.length > 1 || first === undefined) {
      // One scan spoils the batch: sent one by one, only that one is refused.
      this.batch = 1;
      return scans.length > 1 ? this.send(waiting.slice(0, 1)) : [];
    }
    const { code = "invalid_input" } = said(answer);
    return [{ scan_id: first.scan_id, outcome: "refused", code: String(code), unheard: true }];
  }

  private async makeSureWhoIsSignedIn(): Promise<void> {
    if (performance.now() - this.knownAt < KNOWN_FOR_MS) {
      return;
    }
    const answer = await this.ask("/api/v1/me", {});
    if (answer.status !== 200) {
      throw refusedAtTheDoor(answer);
    }
    if (said(answer)["login"] !== this.login) {
      throw new Halt("other_person", null);
    }
    this.knownAt = performance.now();
  }

  private async ask(
    address: string,
    request: RequestInit,
    limitMs: number = GIVE_UP_MS,
  ): Promise<Heard> {
    const asked = Date.now();
    try {
      const heard = await ask(address, request, limitMs);
      const date = Date.parse(heard.headers.get("Date") ?? "");
      if (!Number.isNaN(date)) {
        // The header counts whole seconds, so its moment lies half of one further on average.
        this.told.clock((asked + Date.now()) / 2 - (date + 500));
      }
      return heard;
    } catch {
      throw new Halt("offline", 0);
    }
  }
}

function said(heard: Heard): Record<string, unknown> {
  if (heard.body === undefined) {
    // Somebody between the service and us has answered in its place.
    throw new Halt("offline", 0);
  }
  return heard.body;
}

function refusedAtTheDoor(heard: Heard): Halt {
  if (heard.status === 401) {
    return new Halt("sign_in", null);
  }
  if (heard.status === 403) {
    return new Halt("not_allowed", null);
  }
  const seconds = Number(heard.headers.get("Retry-After") ?? 0);
  return new Halt("busy", Number.isFinite(seconds) ? seconds * 1_000 : 0);
}

function refusedScan(waiting: WaitingScan, answer: Answer): RefusedScan {
  return {
    scan_id: waiting.scan.scan_id,
    login: waiting.login,
    thing: waiting.thing,
    action: waiting.scan.action,
    scanned_at: waiting.scan.scanned_at,
    refusal: answer.code ?? "",
    words: answer.words,
    unheard: answer.unheard ?? false,
  };
}

function refusedProof(proof: WaitingProof, code: string): RefusedScan {
  const { proof_id, login, thing, scanned_at } = proof;
  const told = { action: "proof", refusal: code, words: undefined };
  return { scan_id: proof_id, login, thing, scanned_at, ...told };
}

/** Work alone among the pages of this device, so that none overtakes another. */
async function alone(work: () => Promise<void>): Promise<void> {
  if ("locks" in navigator) {
    await navigator.locks.request(LOCK, work);
  } else {
    await work();
  }
}
