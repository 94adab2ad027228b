// The scanner: what is read becomes a scan that is kept on the device, sent when there is a
// network, and gone from the device when the service has answered it.

import { Camera } from "../scanner/camera";
import { Choice } from "../scanner/choice";
import { type Read, read } from "../scanner/codes";
import { Counting, papersToCount } from "../scanner/counting";
import { Delivery } from "../scanner/delivery";
import { part } from "../scanner/dom";
import { ExpectedList } from "../scanner/expected";
import { Failure } from "../scanner/failure";
import { Queue, type Standing } from "../scanner/queue";
import {
  type Answer,
  type Details,
  newScanId,
  type Scan,
  type TakenProof,
  UNDO,
  type WaitingScan,
} from "../scanner/scans";
import { keepShell } from "../scanner/shell";
import { type Signal, signal, wakeSpeaker } from "../scanner/signals";
import { Storage } from "../scanner/storage";
import { View } from "../scanner/view";
import { learnWords, said, word } from "../scanner/words";

const CLOCK_TOLERANCE_MS = 2 * 60_000;
/** An answer that comes later than this is for the list, no longer for the ear. */
const HEARD_WITHIN_MS = 10_000;
const SIGNAL_OF: Record<Answer["outcome"], Signal> = {
  recorded: "recorded",
  already_recorded: "already",
  refused: "refused",
};
const LOOK_OF: Record<Answer["outcome"], "good" | "warn" | "bad"> = {
  recorded: "good",
  already_recorded: "warn",
  refused: "bad",
};

class Scanner {
  private readonly login: string;
  private readonly choice: Choice;
  private readonly view: View;
  private readonly queue: Queue;
  private readonly expected: ExpectedList;
  private readonly counting: Counting;
  private readonly delivery: Delivery;
  private readonly failure: Failure;
  private readonly camera: Camera;
  private readonly field = part<HTMLInputElement>("code");
  private readonly madeAt = new Map<string, number>();
  private standing: Standing = "ready";
  /** What was counted in the thing that is being delivered. */
  private counted: Details = {};

  constructor(
    private readonly storage: Storage,
    root: HTMLElement,
  ) {
    this.login = root.dataset["login"] as string;
    this.choice = new Choice(storage, () => this.backToField());
    this.view = new View(
      this.choice.actions,
      (thing, action) => this.takeText(thing, action),
      (thing, action) => this.takeText(thing, action, true),
      ({ scanId, found }) => this.record(found, UNDO, { corrects: scanId }),
      (scanId) => void this.dismiss(scanId),
    );
    this.queue = new Queue(storage, this.login, {
      standing: (standing) => this.show(standing),
      clock: (aheadMs) => showClock(aheadMs),
      answered: (waiting, answer) => this.answered(waiting, answer),
      settled: () => void this.settled(),
    });
    this.expected = new ExpectedList(storage, this.login, () =>
      this.view.showExpected(this.expected),
    );
    this.counting = new Counting(storage, () => this.backToField());
    this.delivery = new Delivery(
      (found, details, proofs) =>
        void this.record(found, "deliver", { ...details, ...this.counted }, proofs),
      () => this.backToField(),
    );
    this.failure = new Failure(
      (found, details, proofs) => void this.record(found, "fail", details, proofs),
      () => this.backToField(),
    );
    this.camera = new Camera(
      part<HTMLVideoElement>("picture"),
      root.dataset["wasm"] as string,
      (text) => this.takeText(text),
      () => this.showCamera(),
    );
  }

  /** Let scans be made: nothing that can wait comes before this. */
  async open(): Promise<void> {
    this.listen();
    await Promise.all([this.choice.open(), this.counting.open()]);
    part<HTMLFieldSetElement>("tools").disabled = false;
    this.backToField();
  }

  /** Show and send what is left from before, and learn what to expect. */
  async catchUp(): Promise<void> {
    this.view.showRefused(await this.storage.refusedOf(this.login));
    await this.count();
    this.queue.wake();
    await this.expected.open();
  }

  private listen(): void {
    part("scan-form").addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.field.value.trim()) {
        return;
      }
      if (this.takeText(this.field.value)) {
        this.field.value = "";
      } else {
        // What is scanned next takes its place.
        this.field.select();
      }
    });
    this.field.addEventListener("input", () => showSlip(undefined));
    part("camera").addEventListener("click", () => void this.switchCamera());
    // A scanner that types goes on typing wherever one has tapped last.
    document.addEventListener("keydown", (event) => {
      const busy = event.target instanceof Element && event.target.closest("input, select");
      const types = event.key.length === 1 && event.key !== " ";
      if (!busy && types && !event.ctrlKey && !event.altKey && !event.metaKey) {
        this.field.focus();
      }
    });
    document.addEventListener("pointerdown", wakeSpeaker);
    document.addEventListener("keydown", wakeSpeaker);
    window.addEventListener("online", () => this.backOnline());
    window.addEventListener("offline", () => this.show("offline"));
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) {
        this.backOnline();
      }
    });
  }

  private backOnline(): void {
    this.queue.wake();
    void this.expected.refresh();
  }

  /** Take what was read for a scan; false when it was a slip of the hand. */
  private takeText(
    text: string,
    action: string = this.choice.action,
    counts: boolean = this.counting.isOn,
  ): boolean {
    const found = read(text);
    if (typeof found === "string") {
      showSlip(said(found));
      signal("warning");
      return false;
    }
    if (this.counting.isOpen) {
      this.refuseHere(found.code, said("finish_counting"));
      return false;
    }
    if (this.delivery.isOpen) {
      this.refuseHere(found.code, said("finish_delivery"));
      return false;
    }
    if (this.choice.takesAsBag(found, action)) {
      this.view.tell("good", found.code, said("bag_chosen"));
      signal("kept");
      return true;
    }
    const missing = this.choice.missing(action);
    if (missing) {
      this.refuseHere(found.code, missing);
      return false;
    }
    // Whoever scans on has nothing to add to the failure before.
    this.failure.confirm();
    const papers = counts ? papersToCount(this.expected.find(found.code), action) : [];
    if (papers.length === 0) {
      this.goOn(found, action, {});
    } else {
      this.view.tell("warn", found.code, said("count_papers"));
      this.counting.ask(found, action, papers, (counted) =>
        this.goOn(found, action, { papers: counted }),
      );
    }
    return true;
  }

  /** Record a scan, or ask first who took the thing, or what there is to say of a failure. */
  private goOn(found: Read, action: string, counted: Details): void {
    if (action === "fail" && found.kind !== "bag") {
      this.view.tell("warn", found.code, said("add_to_failure"));
      this.failure.open(found, { ...this.choice.details(action), ...counted });
      return;
    }
    if (action === "deliver" && found.kind !== "bag") {
      this.counted = counted;
      this.view.tell("warn", found.code, said("who_took_it"));
      this.delivery.open(found, this.expected.find(found.code), this.expected.payee);
      return;
    }
    void this.record(found, action, { ...this.choice.details(action), ...counted });
  }

  private refuseHere(thing: string, words: string): void {
    this.view.tell("warn", thing, words);
    signal("warning");
  }

  /** Keep a scan and see that it is sent; return its identity, or undefined if it is not kept. */
  private async record(
    found: Read,
    action: string,
    details: Details,
    taken: readonly TakenProof[] = [],
  ): Promise<string | undefined> {
    const at = new Date();
    const scan_id = newScanId(at.getTime());
    const scanned_at = at.toISOString();
    const scan: Scan = { scan_id, code: found.sent, action, scanned_at, ...details };
    if (taken.length > 0) {
      scan.proofs = taken.map(({ proof_id, kind, sha256 }) => ({ proof_id, kind, sha256 }));
    }
    const { login } = this;
    const about = { login, thing: found.code, scan_id, action, scanned_at };
    const judgement = action === UNDO ? "expected" : this.expected.judge(found, action);
    try {
      await this.queue.add(
        { login, thing: found.code, scan },
        taken.map((proof) => ({ ...proof, ...about })),
      );
    } catch (error) {
      console.warn(error);
      this.view.tell("bad", found.code, said("not_kept"));
      signal("refused");
      return undefined;
    }
    this.madeAt.set(scan_id, performance.now());
    this.expected.touch(found.code);
    if (action !== UNDO) {
      this.view.scanned({ scanId: scan_id, found, action, at });
    }
    void this.count();
    if (this.hearsAtOnce()) {
      this.view.tell("warn", found.code, `${word("action", action)}: ${said("sending_one")}`);
    } else if (judgement === "unexpected" || judgement === "other_action") {
      this.refuseHere(found.code, said(judgement, { action: word("action", action) }));
    } else {
      this.view.tell("warn", found.code, `${word("action", action)}: ${said("kept_here")}`);
      signal("kept");
    }
    return scan_id;
  }

  private hearsAtOnce(): boolean {
    return navigator.onLine && (this.standing === "ready" || this.standing === "sending");
  }

  private answered(waiting: WaitingScan, answer: Answer): void {
    this.expected.touch(waiting.thing, answer);
    const madeAt = this.madeAt.get(answer.scan_id);
    this.madeAt.delete(answer.scan_id);
    if (madeAt === undefined) {
      return;
    }
    this.view.answered(answer, waiting.scan.action);
    if (performance.now() - madeAt < HEARD_WITHIN_MS) {
      const action = word("action", waiting.scan.action);
      const outcome = word("outcome", answer.outcome);
      const more = answer.code ? word("refusal", answer.code) : word("state", answer.state ?? "");
      this.view.tell(LOOK_OF[answer.outcome], waiting.thing, `${action}: ${outcome}. ${more}`);
      signal(SIGNAL_OF[answer.outcome]);
    }
  }

  private async settled(): Promise<void> {
    await this.count();
    this.view.showRefused(await this.storage.refusedOf(this.login));
    this.expected.refreshSoon();
  }

  private async dismiss(scanId: string): Promise<void> {
    await this.storage.dismiss(scanId);
    this.view.showRefused(await this.storage.refusedOf(this.login));
    this.backToField();
  }

  private async count(): Promise<void> {
    const counts = await this.storage.countWaiting();
    this.view.showWaiting(counts.get(this.login) ?? 0);
    const proofs = (await this.storage.waitingProofs(this.login)).length;
    part("proofs-waiting").hidden = proofs === 0;
    part("proofs-waiting").textContent = said("proofs_waiting", { count: proofs });
    counts.delete(this.login);
    const others = part("others");
    others.hidden = counts.size === 0;
    others.textContent = [...counts]
      .map(([login, count]) => said("others_waiting", { login, count }))
      .join(" ");
  }

  private show(standing: Standing): void {
    const wasReady = this.standing === "ready";
    this.standing = standing;
    if (standing === "sending" && wasReady) {
      // What takes a moment is not worth telling.
      return;
    }
    const troubled = standing !== "ready" && standing !== "sending";
    const line = part("line");
    line.textContent = said(`standing_${standing}`);
    line.className = troubled ? "note warn" : "note good";
    part("sign-in").hidden = standing !== "sign_in" && standing !== "other_person";
  }

  private async switchCamera(): Promise<void> {
    const picture = part("picture");
    const trouble = part("camera-said");
    trouble.hidden = true;
    if (this.camera.isOn) {
      this.camera.stop();
    } else {
      picture.hidden = false;
      try {
        await this.camera.start();
      } catch (error) {
        console.info(error);
        this.camera.stop();
        trouble.hidden = false;
      }
    }
    this.showCamera();
    picture.scrollIntoView({ block: "center" });
    this.backToField();
  }

  private showCamera(): void {
    part("picture").hidden = !this.camera.isOn;
    part("camera").textContent = said(this.camera.isOn ? "camera_off" : "camera_on");
    part("camera").setAttribute("aria-pressed", String(this.camera.isOn));
  }

  private backToField(): void {
    // On a phone the keyboard would cover the picture of the camera.
    if (!this.camera.isOn && !matchMedia("(pointer: coarse)").matches) {
      this.field.focus();
    }
  }
}

function showSlip(words: string | undefined): void {
  const slip = part("code-said");
  slip.textContent = words ?? said("code_help");
  part("code-field").classList.toggle("wrong", words !== undefined);
  part("code").setAttribute("aria-invalid", String(words !== undefined));
}

function showClock(aheadMs: number): void {
  const clock = part("clock");
  clock.hidden = Math.abs(aheadMs) <= CLOCK_TOLERANCE_MS;
  const minutes = Math.round(Math.abs(aheadMs) / 60_000);
  clock.textContent = said(aheadMs > 0 ? "clock_ahead" : "clock_behind", { minutes });
}

async function showShell(wasm: string): Promise<void> {
  try {
    part("kept-shell").hidden = !(await keepShell([wasm]));
  } catch (error) {
    // Without a network the shell that is kept is the one in use.
    console.info(error);
  }
}

const root = part("scanner");
learnWords(part<HTMLTemplateElement>("words").content);
const scanner = new Scanner(await Storage.open(), root);
await scanner.open();
void showShell(root.dataset["wasm"] as string);
await scanner.catchUp();
