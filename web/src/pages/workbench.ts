// Leads through the rows of the workbench by keyboard: j and k move, x ticks, Enter opens the row.
// Everything works without this by ticking and by the links.

const bench = document.querySelector<HTMLFormElement>("[data-workbench]");

if (bench) {
  follow(bench);
}

function follow(form: HTMLFormElement): void {
  const ticks = [...form.querySelectorAll<HTMLInputElement>("tbody input[type=checkbox]")];
  let here = -1;

  function go(to: number): void {
    const tick = ticks[to];
    if (!tick) {
      return;
    }
    ticks[here]?.closest("tr")?.classList.remove("here");
    here = to;
    tick.closest("tr")?.classList.add("here");
    tick.focus();
  }

  document.addEventListener("keydown", (event) => {
    if (isForSomethingElse(event)) {
      return;
    }
    const tick = ticks[here];
    if (event.key === "j" || event.key === "k") {
      go(here + (event.key === "j" ? 1 : -1));
    } else if (event.key === "x" && tick) {
      tick.checked = !tick.checked;
    } else if (event.key === "Enter" && tick) {
      tick.closest("tr")?.querySelector<HTMLAnchorElement>('a[href^="/accounting/open/"]')?.click();
    } else {
      return;
    }
    event.preventDefault();
  });
}

// Whoever types into a field, stands on a link or gives the browser an order means no row.
function isForSomethingElse(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  const types = target.matches("input:not([type=checkbox]), select, textarea, button, a");
  return types || event.ctrlKey || event.metaKey || event.altKey;
}

export {};
