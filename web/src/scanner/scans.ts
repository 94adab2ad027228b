// The shapes that travel between the device and the service, and the identity of a scan.

export interface Collected {
  amount_dong: number;
  method: string;
  receipt_number?: string;
}

export interface Recipient {
  kind: string;
  name?: string;
  id_kind?: string;
  id_last4?: string;
  one_time_code?: string;
}

export type ProofKind = "signature" | "photo" | "authorisation";

/** A picture that proves a scan, as the scan names it. */
export interface ToldProof {
  proof_id: string;
  kind: ProofKind;
  sha256: string;
}

/** A picture that was taken; it goes after the scan that names it. */
export interface TakenProof extends ToldProof {
  picture: ArrayBuffer;
}

/** A picture that has no answer yet. */
export interface WaitingProof extends TakenProof {
  login: string;
  thing: string;
  scan_id: string;
  action: string;
  scanned_at: string;
}

export interface Place {
  lat: number;
  lon: number;
}

/** The action that takes an earlier scan back. */
export const UNDO = "correct";

/** What is told beside the code and the action. */
export interface Details {
  corrects?: string;
  papers?: PaperCount[];
  to_office?: string;
  reason?: string;
  bag?: string;
  seal_number?: string;
  collected?: Collected;
  recipient?: Recipient;
  place?: Place;
  proofs?: ToldProof[];
}

/** One scan as the service takes it. */
export interface Scan extends Details {
  scan_id: string;
  code: string;
  action: string;
  scanned_at: string;
}

/** A scan that has no answer yet; `position` is its place in the order of scanning. */
export interface WaitingScan {
  position?: number;
  login: string;
  thing: string;
  scan: Scan;
}

/** A scan that the service refused, kept until its maker has read why. */
export interface RefusedScan {
  scan_id: string;
  login: string;
  thing: string;
  action: string;
  scanned_at: string;
  refusal: string;
  /** The service did not even look at it, so it will never take its proofs. */
  unheard?: boolean;
  /** Why, in the language that the page had. */
  words: string | undefined;
}

export interface Answer {
  scan_id: string;
  outcome: "recorded" | "already_recorded" | "refused";
  code?: string;
  words?: string;
  unheard?: boolean;
  state?: string;
  holder?: string;
  next_actions?: string[];
  due_dong?: number;
}

/** One paper of the list on the posting slip. */
export interface ListedPaper {
  position: number;
  name: string;
  form: string;
  quantity: number;
  to_withdraw: boolean;
}

/** How many of a paper there were; without a fate they were simply there. */
export interface PaperCount {
  position: number;
  counted: number;
  fate?: string;
}

export interface ExpectedThing {
  code: string;
  kind: string;
  destination: string;
  dossier_code: string | null;
  further_dossiers?: string[];
  state: string;
  collect_dong: number;
  papers?: ListedPaper[];
  next_actions: string[];
}

/** Return a new identity that sorts by time (RFC 9562, version 7). */
export function newScanId(now: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const view = new DataView(bytes.buffer);
  view.setUint16(0, Math.floor(now / 2 ** 32));
  view.setUint32(2, now % 2 ** 32);
  view.setUint8(6, (view.getUint8(6) & 0x0f) | 0x70);
  view.setUint8(8, (view.getUint8(8) & 0x3f) | 0x80);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
