// What the device keeps: scans without an answer and their proofs, scans that were refused, the
// expected list, and what was chosen last. A scan is here before anything goes over the network.

import type { RefusedScan, WaitingProof, WaitingScan } from "./scans";

const NAME = "postal_bridge_scanner";
const VERSION = 2;

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, VERSION);
  request.onupgradeneeded = (event) => {
    const database = request.result;
    if (event.oldVersion < 1) {
      makeFirst(database);
    }
    const proofs = database.createObjectStore("proofs", { keyPath: "proof_id" });
    proofs.createIndex("login", "login");
    proofs.createIndex("scan_id", "scan_id");
  };
  return done(request);
}

/** The stores of the first version; scans of a device that has them stay where they are. */
function makeFirst(database: IDBDatabase): void {
  const waiting = database.createObjectStore("waiting", {
    keyPath: "position",
    autoIncrement: true,
  });
  waiting.createIndex("login", "login");
  waiting.createIndex("scan_id", "scan.scan_id", { unique: true });
  const refused = database.createObjectStore("refused", { keyPath: "scan_id" });
  refused.createIndex("login", "login");
  database.createObjectStore("kept");
}

export class Storage {
  private constructor(private readonly database: IDBDatabase) {}

  static async open(): Promise<Storage> {
    // Asks that scans are not thrown away when the device runs out of room.
    void navigator.storage?.persist?.();
    const database = await open();
    // A newer page in another tab may rearrange the store once this one lets go of it.
    database.onversionchange = () => database.close();
    return new Storage(database);
  }

  /** Keep a scan and its proofs; once this is done they survive the end of the page. */
  async addWaiting(waiting: WaitingScan, proofs: readonly WaitingProof[] = []): Promise<void> {
    const transaction = this.write("waiting", "proofs");
    transaction.objectStore("waiting").add(waiting);
    for (const proof of proofs) {
      transaction.objectStore("proofs").add(proof);
    }
    await finished(transaction);
  }

  /** The identities of the proofs of a person that wait. */
  async waitingProofs(login: string): Promise<string[]> {
    const index = this.database.transaction("proofs").objectStore("proofs").index("login");
    return (await done(index.getAllKeys(login))).map(String);
  }

  proof(proofId: string): Promise<WaitingProof | undefined> {
    return done(this.database.transaction("proofs").objectStore("proofs").get(proofId));
  }

  /** Take an answered proof out of the queue, and keep that it was refused if it was. */
  async settleProof(proofId: string, refused?: RefusedScan): Promise<void> {
    const transaction = this.write("proofs", "refused");
    transaction.objectStore("proofs").delete(proofId);
    if (refused) {
      transaction.objectStore("refused").put(refused);
    }
    await finished(transaction);
  }

  /** The scans of a person that wait longest, in the order in which they were made. */
  firstWaiting(login: string, limit?: number): Promise<WaitingScan[]> {
    const index = this.database.transaction("waiting").objectStore("waiting").index("login");
    return done(index.getAll(login, limit));
  }

  /** How many scans wait, by the person who made them. */
  async countWaiting(): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    const index = this.database.transaction("waiting").objectStore("waiting").index("login");
    await new Promise<void>((resolve, reject) => {
      const request = index.openKeyCursor();
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        const cursor = request.result;
        if (!cursor) {
          resolve();
          return;
        }
        const login = String(cursor.key);
        counts.set(login, (counts.get(login) ?? 0) + 1);
        cursor.continue();
      };
    });
    return counts;
  }

  /** Take answered scans out of the queue and keep the refused ones, both or neither. */
  async settle(answered: WaitingScan[], refused: RefusedScan[]): Promise<void> {
    const transaction = this.write("waiting", "refused");
    for (const each of answered) {
      transaction.objectStore("waiting").delete(each.position as number);
    }
    for (const each of refused) {
      transaction.objectStore("refused").put(each);
    }
    await finished(transaction);
  }

  refusedOf(login: string): Promise<RefusedScan[]> {
    const index = this.database.transaction("refused").objectStore("refused").index("login");
    return done(index.getAll(login));
  }

  /** Forget a refused scan, and its proofs where no service will ever take them. */
  async dismiss(scanId: string): Promise<void> {
    const transaction = this.write("refused", "proofs");
    const refused = transaction.objectStore("refused");
    const proofs = transaction.objectStore("proofs");
    const found: RefusedScan | undefined = await done(refused.get(scanId));
    if (found?.unheard) {
      for (const proofId of await done(proofs.index("scan_id").getAllKeys(scanId))) {
        proofs.delete(proofId);
      }
    }
    refused.delete(scanId);
    await finished(transaction);
  }

  async kept<T>(key: string): Promise<T | undefined> {
    return done(this.database.transaction("kept").objectStore("kept").get(key));
  }

  async keep(key: string, value: unknown): Promise<void> {
    const transaction = this.write("kept");
    transaction.objectStore("kept").put(value, key);
    await finished(transaction);
  }

  private write(...stores: string[]): IDBTransaction {
    // Written out to the disk before it counts as done: a phone may be dropped the next moment.
    return this.database.transaction(stores, "readwrite", { durability: "strict" });
  }
}
