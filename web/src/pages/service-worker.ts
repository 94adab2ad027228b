// Opens the scanner without a network: its page, scripts and styles, and nothing that holds data.
// What is kept is put there by the page itself (src/scanner/shell.ts).

import { PAGE, SHELL } from "../scanner/shell";

declare const self: ServiceWorkerGlobalScope;

/** A line that is there but says nothing is no better than none. */
const PATIENCE_MS = 2_500;
const SERVER_ERROR = 500;

self.addEventListener("install", () => {
  void self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) {
    return;
  }
  if (request.mode === "navigate" && pathname === PAGE) {
    event.respondWith(page(request));
  } else if (pathname.startsWith("/static/")) {
    event.respondWith(file(request));
  }
});

async function page(request: Request): Promise<Response> {
  const shell = await caches.open(SHELL);
  const kept = await shell.match(PAGE, { ignoreVary: true });
  const fresh = fetch(request);
  if (!kept) {
    return fresh;
  }
  const tired = new Promise<Response>((resolve) => {
    setTimeout(() => resolve(kept.clone()), PATIENCE_MS);
  });
  const usable = fresh.then(
    (answer) => (answer.status >= SERVER_ERROR ? kept.clone() : answer),
    () => kept.clone(),
  );
  return Promise.race([usable, tired]);
}

async function file(request: Request): Promise<Response> {
  const shell = await caches.open(SHELL);
  return (await shell.match(request, { ignoreVary: true })) ?? fetch(request);
}
