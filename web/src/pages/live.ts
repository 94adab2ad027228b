// Keeps the part of a page marked `data-live` as it is now: when the service tells that something
// has changed, the page is fetched again and that part is put in place of the old one.

const PAUSE_MS = 500;

function liveParts(within: ParentNode): HTMLElement[] {
  return [...within.querySelectorAll<HTMLElement>("[data-live][id]")];
}

async function refresh(): Promise<void> {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) {
    return;
  }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of liveParts(document)) {
    const replacement = fresh.getElementById(part.id);
    // What somebody is working in stays until they are done with it.
    if (replacement && !part.contains(document.activeElement)) {
      part.replaceWith(document.adoptNode(replacement));
    }
  }
}

if (liveParts(document).length > 0) {
  let waiting = false;
  const stream = new EventSource("/api/v1/events/stream");
  stream.addEventListener("custody", () => {
    if (waiting) {
      return;
    }
    // A batch of scans is one change to the eye.
    waiting = true;
    setTimeout(() => {
      waiting = false;
      void refresh();
    }, PAUSE_MS);
  });
}
