// What a code means, and which slips of the hand are told before anything is sent.

import assert from "node:assert/strict";
import { test } from "node:test";

import { read } from "../src/scanner/codes";

const SIGNATURE = "ABCDEFGHIJKLMNOP";

test("a tracking code has the check digit that UPU S10 computes", () => {
  // One for each remainder there is, with 10 written as 0 and 11 as 5.
  const serials = ["47312482", ...Array.from({ length: 40 }, (_, n) => String(n).padStart(8, "0"))];
  for (const serial of serials) {
    const right = [..."0123456789"].filter(
      (digit) => typeof read(`EV${serial}${digit}VN`) !== "string",
    );
    assert.deepEqual(right, [checkDigit(serial)], serial);
  }
  assert.equal(checkDigit("47312482"), "9");
});

function checkDigit(serial: string): string {
  const weights = [8, 6, 4, 2, 3, 5, 9, 7];
  const sum = [...serial].reduce(
    (total, digit, n) => total + Number(digit) * Number(weights[n]),
    0,
  );
  const digit = 11 - (sum % 11);
  return String(digit === 10 ? 0 : digit === 11 ? 5 : digit);
}

test("real identifiers of several posts are read", () => {
  for (const code of ["RB473124829CN", "EE473124829VN", "CV497960035VN", "CX493953688VN"]) {
    assert.deepEqual(read(code), { kind: "consignment", code, sent: code });
  }
});

test("a digit typed wrong is told, and two that changed places as well", () => {
  assert.equal(read("EE473124820VN"), "wrong_check_digit");
  assert.equal(read("EE473214829VN"), "wrong_check_digit");
  assert.equal(read("BAG-H53-000000015"), "wrong_check_digit");
});

test("small letters and spaces do no harm", () => {
  const code = "EE473124829VN";
  assert.deepEqual(read(" ee 4731 2482 9 vn\n"), { kind: "consignment", code, sent: code });
});

test("a bag is told from a consignment, and a dossier from both", () => {
  const bag = "BAG-H53-000000014";
  assert.deepEqual(read(bag), { kind: "bag", code: bag, sent: bag });
  const dossier = "000.00.05.H53-260314-0001";
  assert.deepEqual(read(dossier), { kind: "dossier", code: dossier, sent: dossier });
});

test("a dossier cannot be of a day that never was", () => {
  assert.equal(read("000.00.05.H53-260230-0001"), "no_such_day");
  assert.equal(read("000.00.05.H53-261301-0001"), "no_such_day");
});

test("a label is named by its code and sent as it was read, wherever its address leads", () => {
  const payload = `EE473124829VN.A7.1.${SIGNATURE}`;
  const found = { kind: "consignment", code: "EE473124829VN", sent: payload };
  assert.deepEqual(read(payload), found);
  assert.deepEqual(read(`https://phat.example.vn/q/${payload}`), found);
  assert.deepEqual(read(`HTTP://PHAT.EXAMPLE.VN/BUU-CHINH/Q/${payload}?x=1`), found);
  assert.deepEqual(read(`BAG-H53-000000014.A7.12.${SIGNATURE}`), {
    kind: "bag",
    code: "BAG-H53-000000014",
    sent: `BAG-H53-000000014.A7.12.${SIGNATURE}`,
  });
});

test("a label with a part that cannot be is no label", () => {
  const parts = [
    `EE473124829VN.A7.0.${SIGNATURE}`,
    `EE473124829VN.A7.1.${SIGNATURE.slice(1)}`,
    `EE473124829VN..1.${SIGNATURE}`,
  ];
  for (const part of parts) {
    assert.equal(read(part), "unreadable", part);
  }
});

test("what is no code of ours is said to be none", () => {
  const others = ["", "8934588063053", "https://example.vn/", "EE47312482٩VN", "E1473124829VN"];
  for (const text of [...others, "X".repeat(513)]) {
    assert.equal(read(text), "unreadable", text.slice(0, 20));
  }
});
