// The list of what this office should meet today, kept on the device: a wrong item is said to be
// wrong before the service can say so.

import type { Read } from "./codes";
import { ask } from "./network";
import type { Answer, ExpectedThing } from "./scans";
import type { Storage } from "./storage";
import type { Beneficiary } from "./vietqr";

/** Whether a scan was to be expected; "unknown" while there is no list, or not a whole one. */
export type Judgement = "expected" | "unexpected" | "other_action" | "unknown";

interface KeptList {
  login: string;
  asOf: string;
  more: boolean;
  items: ExpectedThing[];
  /** Missing in a list that was kept before accounts came with it. */
  payee?: Beneficiary | null;
}

const KEY = "expected";
const PAUSE_MS = 20_000;
const GIVE_UP_MS = 20_000;

export class ExpectedList {
  private list: KeptList | undefined;
  private readonly byCode = new Map<string, ExpectedThing>();
  /** What was scanned since the list was made stands otherwise than the list says. */
  private readonly touched = new Set<string>();
  private timer: number | undefined;

  constructor(
    private readonly storage: Storage,
    private readonly login: string,
    private readonly changed: () => void,
  ) {}

  get items(): readonly ExpectedThing[] {
    return this.list?.items ?? [];
  }

  /** Whom a fee is transferred to that the post takes on delivery. */
  get payee(): Beneficiary | undefined {
    return this.list?.payee ?? undefined;
  }

  get asOf(): Date | undefined {
    return this.list && new Date(this.list.asOf);
  }

  async open(): Promise<void> {
    const kept = await this.storage.kept<KeptList>(KEY);
    if (kept?.login === this.login) {
      await this.put(kept);
    }
    await this.refresh();
  }

  /** Ask for the list anew; where that fails the one that is kept goes on being used. */
  async refresh(): Promise<void> {
    try {
      const { status, body } = await ask("/api/v1/scans/expected", {}, GIVE_UP_MS);
      if (status !== 200 || !Array.isArray(body?.["items"])) {
        return;
      }
      const list: KeptList = {
        login: this.login,
        asOf: String(body["as_of"]),
        more: body["more"] === true,
        items: body["items"] as ExpectedThing[],
        payee: body["payee"] as Beneficiary | null,
      };
      await this.put(list);
      await this.storage.keep(KEY, list);
    } catch (error) {
      console.info(error);
    }
  }

  /** Ask anew in a while: one question for everything that is scanned until then. */
  refreshSoon(): void {
    this.timer ??= window.setTimeout(() => {
      this.timer = undefined;
      void this.refresh();
    }, PAUSE_MS);
  }

  find(code: string): ExpectedThing | undefined {
    return this.byCode.get(code);
  }

  judge(found: Read, action: string): Judgement {
    if (!this.list) {
      return "unknown";
    }
    const thing = this.byCode.get(found.code);
    if (!thing) {
      return this.list.more ? "unknown" : "unexpected";
    }
    const touched = this.touched.has(thing.code) || this.touched.has(found.code);
    if (touched || thing.next_actions.includes(action)) {
      return "expected";
    }
    return "other_action";
  }

  /** Remember that a thing was scanned, and how it stands once that is known. */
  touch(code: string, answer?: Answer): void {
    const thing = this.byCode.get(code);
    this.touched.add(thing?.code ?? code);
    if (thing && answer?.state !== undefined) {
      thing.state = answer.state;
      thing.next_actions = answer.next_actions ?? [];
      thing.collect_dong = answer.due_dong ?? 0;
    }
  }

  private async put(list: KeptList): Promise<void> {
    const waiting = await this.storage.firstWaiting(this.login);
    this.touched.clear();
    for (const each of waiting) {
      this.touched.add(each.thing);
    }
    this.list = list;
    this.byCode.clear();
    for (const thing of list.items) {
      this.byCode.set(thing.code, thing);
      for (const dossier of [thing.dossier_code, ...(thing.further_dossiers ?? [])]) {
        if (dossier !== null) {
          this.byCode.set(dossier, thing);
        }
      }
    }
    this.changed();
  }
}
