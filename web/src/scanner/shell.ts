// Keeps the page and what it is built of on the device, so that it opens without a network. Only
// the shell is kept, never an answer with data in it.

export const SHELL = "postal_bridge_scanner_shell";
export const PAGE = "/scan";

function builtOf(): string[] {
  const named = [...document.querySelectorAll<HTMLElement>("[src], link[href]")].map(
    (each) => each.getAttribute("src") ?? each.getAttribute("href") ?? "",
  );
  return named.filter((address) => address.startsWith("/static/"));
}

/**
 * Register the worker and keep the shell as it is now; `further` names files loaded later. Return
 * whether the page opens without a network from here on.
 */
export async function keepShell(further: string[]): Promise<boolean> {
  if (!("serviceWorker" in navigator) || !("caches" in globalThis)) {
    return false;
  }
  await navigator.serviceWorker.register("/scan/worker.js", { scope: PAGE });
  await navigator.serviceWorker.ready;
  const shell = await caches.open(SHELL);
  const wanted = new Set([...builtOf(), ...further]);
  const missing: string[] = [];
  for (const address of wanted) {
    if (!(await shell.match(address))) {
      missing.push(address);
    }
  }
  await shell.addAll(missing);
  const page = await fetch(PAGE, { headers: { Accept: "text/html" } });
  // Whoever is not signed in is led elsewhere: that page is not the scanner.
  if (!page.ok || page.redirected) {
    return false;
  }
  await shell.put(PAGE, page);
  for (const request of await shell.keys()) {
    const { pathname } = new URL(request.url);
    if (pathname !== PAGE && !wanted.has(pathname)) {
      await shell.delete(request);
    }
  }
  return true;
}
