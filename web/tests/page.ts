// A page in memory, for the parts of the scanner that show something.

import { Window } from "happy-dom";

/** Put elements into a new page, which is the one that scripts see from here on. */
export function show(html: string): Document {
  const page = new Window({ url: "https://phat.example.vn/scan" });
  page.document.body.innerHTML = html;
  Object.assign(globalThis, { document: page.document });
  return document;
}
