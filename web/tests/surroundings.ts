// What surrounds the scanner on a device, for tests: a database, timers that wait for nobody, and
// a stand-in for the service that keeps what it hears.

import { IDBFactory, IDBKeyRange } from "fake-indexeddb";

import type { Standing, Told } from "../src/scanner/queue";
import type { Answer, Scan, WaitingScan } from "../src/scanner/scans";
import { Storage } from "../src/scanner/storage";

export const LOGIN = "an.mau";
export const CODES = ["EV000000014VN", "EV000000028VN", "EV000000031VN"];

interface Wait {
  ms: number;
  end: () => void;
}

/** Timers that run when they are told to, and not before. */
export class Timers {
  private readonly waits = new Map<number, Wait>();
  private last = 0;

  /** How long each wait that is running takes, in milliseconds. */
  get running(): number[] {
    return [...this.waits.values()].map((wait) => wait.ms);
  }

  begin(end: () => void, ms = 0): number {
    this.last += 1;
    this.waits.set(this.last, { end, ms });
    return this.last;
  }

  giveUp(timer: number | undefined): void {
    this.waits.delete(timer ?? 0);
  }

  /** End the wait that is running; there has to be one alone. */
  end(): void {
    const [[timer, wait], ...more] = [...this.waits] as [[number, Wait], ...[number, Wait][]];
    if (more.length > 0) {
      throw new Error("more than one wait is running");
    }
    this.waits.delete(timer);
    wait.end();
  }
}

/** How a stand-in may fail to answer: with a status, or not at all, having heard it or not. */
export type Failure = Response | "unheard" | "answer lost";

/** Stands in for the service: knows who is signed in and records each identity once. */
export class Service {
  login: string | undefined = LOGIN;
  now: () => number = Date.now;
  /** The identities recorded, in their order. */
  readonly recorded: string[] = [];
  readonly batches: Scan[][] = [];
  /** What goes wrong with the next batches, one after the other. */
  readonly failures: Failure[] = [];
  /** What goes wrong with the next proofs. */
  readonly proofFailures: Failure[] = [];
  readonly refusals = new Map<string, string>();
  /** Identities that are heard and not answered. */
  readonly silent = new Set<string>();
  expected: unknown = undefined;

  fetch = async (address: string, request: RequestInit): Promise<Response> => {
    if (address === "/api/v1/me") {
      return this.login === undefined ? status(401) : this.answer({ login: this.login });
    }
    if (address === "/api/v1/scans/expected") {
      return this.expected === undefined ? status(503) : this.answer(this.expected);
    }
    if (address.includes("/proofs?")) {
      return this.hearProof(address);
    }
    const { scans } = JSON.parse(String(request.body)) as { scans: Scan[] };
    this.batches.push(scans);
    const failure = this.failures.shift();
    if (failure === "unheard") {
      throw new TypeError("Failed to fetch");
    }
    if (failure instanceof Response) {
      return failure;
    }
    const results = scans.map((scan) => this.settle(scan));
    if (failure === "answer lost") {
      throw new TypeError("Failed to fetch");
    }
    return this.answer({ results: results.filter((each) => !this.silent.has(each.scan_id)) });
  };

  private hearProof(address: string): Response {
    const { pathname, searchParams } = new URL(address, "https://phat.example.vn");
    const scan_id = pathname.split("/")[4] as string;
    const failure = this.proofFailures.shift();
    if (failure instanceof Response) {
      return failure;
    }
    if (!this.recorded.includes(scan_id)) {
      return new Response(JSON.stringify({ code: "unknown_proof_scan" }), { status: 404 });
    }
    const proof_id = searchParams.get("proof_id") as string;
    if (!this.recorded.includes(proof_id)) {
      this.recorded.push(proof_id);
    }
    if (failure !== undefined) {
      throw new TypeError("Failed to fetch");
    }
    return this.answer({ proof_id });
  }

  private settle({ scan_id }: Scan): Answer {
    const code = this.refusals.get(scan_id);
    if (code !== undefined) {
      return { scan_id, outcome: "refused", code, words: "It cannot be." };
    }
    if (this.recorded.includes(scan_id)) {
      return { scan_id, outcome: "already_recorded", state: "held" };
    }
    this.recorded.push(scan_id);
    return { scan_id, outcome: "recorded", state: "held" };
  }

  private answer(body: unknown): Response {
    const headers = { Date: new Date(this.now()).toUTCString() };
    return new Response(JSON.stringify(body), { headers });
  }
}

export function status(code: number, headers: Record<string, string> = {}): Response {
  return new Response("{}", { status: code, headers });
}

export interface Surroundings {
  timers: Timers;
  service: Service;
  storage: Storage;
}

/** Return a new device with nothing on it, whose requests reach a new stand-in. */
export async function surroundings(): Promise<Surroundings> {
  const timers = new Timers();
  const service = new Service();
  const things = {
    window: globalThis,
    navigator: { onLine: true },
    indexedDB: new IDBFactory(),
    IDBKeyRange,
    fetch: service.fetch,
    setTimeout: (end: () => void, ms?: number) => timers.begin(end, ms),
    clearTimeout: (timer?: number) => timers.giveUp(timer),
  };
  for (const [name, value] of Object.entries(things)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  return { timers, service, storage: await Storage.open() };
}

export function waiting(scan_id: string, login = LOGIN, code = CODES[0] as string): WaitingScan {
  const scanned_at = "2026-03-14T08:00:00.000Z";
  return { login, thing: code, scan: { scan_id, code, action: "collect", scanned_at } };
}

/** Notes what a queue tells. */
export class Notes implements Told {
  readonly answers: Answer[] = [];
  readonly clocks: number[] = [];
  private awaited: { standing: Standing; come: () => void } | undefined;

  standing(standing: Standing): void {
    if (this.awaited?.standing === standing) {
      this.awaited.come();
      this.awaited = undefined;
    }
  }

  clock(aheadMs: number): void {
    this.clocks.push(aheadMs);
  }

  answered(_waiting: WaitingScan, answer: Answer): void {
    this.answers.push(answer);
  }

  settled(): void {
    // What is kept is looked at in the storage.
  }

  /** Do something that starts the queue and wait until it stands so. */
  async until(standing: Standing, begin: () => unknown): Promise<void> {
    const come = new Promise<void>((resolve) => {
      this.awaited = { standing, come: resolve };
    });
    await begin();
    await come;
  }
}

export async function keepAll(storage: Storage, scans: WaitingScan[]): Promise<void> {
  for (const scan of scans) {
    await storage.addWaiting(scan);
  }
}
