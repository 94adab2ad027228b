// Reads what was scanned or typed, and tells a slip of the hand before anything is sent. The
// grammar is that of postal_bridge/domain/tracking_code.py and dossier_code.py; whether a label is
// genuine only the service can tell.

export type Kind = "consignment" | "bag" | "dossier";

/** A code that can be right: `code` names the thing, `sent` is what the service is told. */
export interface Read {
  kind: Kind;
  code: string;
  sent: string;
}

export type Slip = "unreadable" | "wrong_check_digit" | "no_such_day";

const LONGEST_READ = 512;
const UNIT_CHARACTERS_MAX = 35;
const WEIGHTS = [8, 6, 4, 2, 3, 5, 9, 7];
// UPU S10: eleven less the remainder, where ten is written 0 and eleven 5.
const CHECK_DIGIT_OF_REMAINDER = [5, 0, 9, 8, 7, 6, 5, 4, 3, 2, 1];

const TRACKING = /^[A-Z]{2}([0-9]{8})([0-9])[A-Z]{2}$/;
const BAG = /^BAG-[A-Z][0-9]{2}-([0-9]{8})([0-9])$/;
const PAYLOAD = /^([0-9A-Z-]{13,17})\.[0-9A-Z]{1,4}\.[1-9][0-9]{0,5}\.[A-Z2-7]{16}$/;
const ADDRESS = /^HTTPS?:\/\/[^/?#]+(?:\/[^?#]*)?\/Q\/([^/?#]+)\/?(?:[?#].*)?$/;
const DOSSIER = new RegExp(
  "^(?:[0-9]{3}\\.[0-9]{2}\\.[0-9]{2}\\.[A-Y][0-9]{2}|[A-Y][0-9]{2}(?:\\.[0-9A-Z]{1,6})+)" +
    "-([0-9]{2})([0-9]{2})([0-9]{2})-[0-9]{4,6}$",
);

function checkDigit(serial: string): number {
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(serial[place]), 0);
  return CHECK_DIGIT_OF_REMAINDER[sum % 11] as number;
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** Return what a code means, or what is wrong with it. */
export function read(text: string): Read | Slip {
  if (text.length > LONGEST_READ) {
    return "unreadable";
  }
  const joined = text.replace(/\s+/gu, "");
  const compact = /^[\x20-\x7e]*$/.test(joined) ? joined.toUpperCase() : joined;
  const payload = ADDRESS.exec(compact)?.[1] ?? compact;
  const code = PAYLOAD.exec(payload)?.[1];
  // A label goes to the service as it was read, because its signature is looked at there.
  return code === undefined ? plain(compact, compact) : plain(code, payload);
}

function plain(code: string, sent: string): Read | Slip {
  const numbered = TRACKING.exec(code) ?? BAG.exec(code);
  if (numbered) {
    const [, serial, digit] = numbered as unknown as [string, string, string];
    if (checkDigit(serial) !== Number(digit)) {
      return "wrong_check_digit";
    }
    return { kind: code.startsWith("BAG-") ? "bag" : "consignment", code, sent };
  }
  const dossier = DOSSIER.exec(code);
  if (!dossier || code.indexOf("-") > UNIT_CHARACTERS_MAX) {
    return "unreadable";
  }
  const [year, month, day] = dossier.slice(1).map(Number) as [number, number, number];
  return isDay(2000 + year, month, day) ? { kind: "dossier", code, sent } : "no_such_day";
}
