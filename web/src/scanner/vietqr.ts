// VietQR: what the code of a transfer says, as postal_bridge/domain/vietqr.py writes it, for a
// device without a network. How it is drawn is decided elsewhere.

/** An account that money is sent to; the holder and the bank are for people and in no code. */
export interface Beneficiary {
  bank_number: string;
  bank_name: string;
  account: string;
  holder: string;
}

export const AMOUNT_DONG_MAX = 9_000_000_000_000;
const NAPAS = "A000000727";
const TO_ACCOUNT = "QRIBFTTA";
const DYNAMIC = "12";
const DONG = "704";
const VIETNAM = "VN";
/** Banks cut longer ones, or refuse them. */
const PURPOSE_CHARACTERS_MAX = 25;

/** Return what the code of a transfer says; the purpose is one made by `purposeOf`. */
export function transferText(to: Beneficiary, amountDong: number, purpose: string): string {
  const account = field("00", to.bank_number) + field("01", to.account);
  const template = field("00", NAPAS) + field("01", account) + field("02", TO_ACCOUNT);
  const text = [
    field("00", "01"),
    field("01", DYNAMIC),
    field("38", template),
    field("53", DONG),
    field("54", String(amountDong)),
    field("58", VIETNAM),
    purpose && field("62", field("08", purpose)),
    // The check covers its own name and length.
    "6304",
  ].join("");
  return text + checksum(text).toString(16).toUpperCase().padStart(4, "0");
}

/** Return by what a payment is recognised: a code, or its end where it is long. */
export function purposeOf(reference: string): string {
  const parted = reference.replaceAll("Đ", "D").replaceAll("đ", "d").normalize("NFD");
  const plain = parted.replace(/[^0-9A-Za-z .-]/g, "");
  return plain.slice(-PURPOSE_CHARACTERS_MAX).replace(/^[ .-]+/, "");
}

/** CRC-16/CCITT-FALSE of a text of plain characters. */
export function checksum(text: string): number {
  let remainder = 0xffff;
  for (const letter of text) {
    remainder ^= letter.charCodeAt(0) << 8;
    for (let bit = 0; bit < 8; bit += 1) {
      const shifted = remainder << 1;
      remainder = (remainder & 0x8000 ? shifted ^ 0x1021 : shifted) & 0xffff;
    }
  }
  return remainder;
}

function field(name: string, value: string): string {
  return name + String(value.length).padStart(2, "0") + value;
}
