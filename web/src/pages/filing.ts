// Finds procedures while their name is being typed; the arrow keys lead through what was found.

const PAUSE_MS = 200;

const field = document.querySelector<HTMLInputElement>("#q");
const region = document.querySelector<HTMLElement>("#procedures");

if (field && region) {
  follow(field, region);
}

function follow(typed: HTMLInputElement, found: HTMLElement): void {
  let timer = 0;
  let asked = 0;

  async function find(): Promise<void> {
    const number = ++asked;
    const query = new URLSearchParams({ q: typed.value });
    const answer = await fetch(`/dossiers/new?${query}`, { headers: { Accept: "text/html" } });
    if (!answer.ok || number !== asked) {
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("#procedures");
    if (fresh) {
      found.replaceChildren(...fresh.childNodes);
      return;
    }
    // One procedure alone leads to its form at once; while typing, it is only offered.
    const only = document.createElement("a");
    only.href = answer.url;
    only.textContent = page.querySelector("#procedure-name")?.textContent ?? "";
    const list = document.createElement("ul");
    list.className = "choices";
    list.append(document.createElement("li"));
    list.firstElementChild?.append(only);
    found.replaceChildren(list);
  }

  typed.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void find(), PAUSE_MS);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") {
      return;
    }
    const places = [typed, ...found.querySelectorAll<HTMLElement>("a")];
    const here = places.indexOf(document.activeElement as HTMLElement);
    const next = places[here + (event.key === "ArrowDown" ? 1 : -1)];
    if (here >= 0 && next) {
      event.preventDefault();
      next.focus();
    }
  });
}

export {};
