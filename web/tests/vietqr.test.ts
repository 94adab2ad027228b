// The codes of transfers: the texts that are published as examples, as in tests/domain.

import assert from "node:assert/strict";
import { test } from "node:test";

import { checksum, purposeOf, transferText } from "../src/scanner/vietqr";

function account(bank_number: string, number: string): Parameters<typeof transferText>[0] {
  return { bank_number, account: number, holder: "BUU DIEN VI DU", bank_name: "Ngân hàng Ví Dụ" };
}

test("the checksum is the one of the catalogues", () => {
  assert.equal(checksum("123456789"), 0x29b1);
});

const PUBLISHED: [Parameters<typeof transferText>, string][] = [
  [
    [account("970416", "257678859"), 1_000, "Chuyen tien"],
    "00020101021238530010A000000727012300069704160109257678859" +
      "0208QRIBFTTA5303704540410005802VN62150811Chuyen tien6304BBB8",
  ],
  [
    [account("970436", "0123456789"), 150_000, "AFWD WITHDRAWAL12"],
    "00020101021238540010A00000072701240006970436011001234567890208QRIBFTTA" +
      "530370454061500005802VN62210817AFWD WITHDRAWAL12630469B7",
  ],
];
for (const [transfer, published] of PUBLISHED) {
  test(`a published code is written alike: ${transfer[2]}`, () => {
    assert.equal(transferText(...transfer), published);
  });
}

test("the purpose is the code or its end, in plain letters", () => {
  for (const [reference, purpose] of [
    ["H53.14-260313-0001", "H53.14-260313-0001"],
    ["H53.ABCDEF.GHIJKL.MN-260313-0001", "DEF.GHIJKL.MN-260313-0001"],
    ["H53.A.BCDEFG.12345-260313-0001", "BCDEFG.12345-260313-0001"],
    ["Đơn số 12 ở Hòa Mẫu*", "Don so 12 o Hoa Mau"],
  ] as const) {
    assert.equal(purposeOf(reference), purpose);
  }
});
