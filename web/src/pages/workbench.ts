// Leads through the rows of the workbench by keyboard: j and k move, x ticks, a ticks all or none,
// g goes where ticked rows are given to somebody, Enter opens the row.
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

  // What each key does with the row one stands on.
  const withRow: Record<string, (tick: HTMLInputElement) => void> = {
    x: (tick) => {
      tick.checked = !tick.checked;
    },
    Enter: (tick) => {
      tick.closest("tr")?.querySelector<HTMLAnchorElement>('a[href^="/accounting/open/"]')?.click();
    },
  };
  const anywhere: Record<string, () => void> = {
    j: () => go(here + 1),
    k: () => go(here - 1),
    a: () => tickAll(ticks),
    g: () => giveAway(form),
  };

  document.addEventListener("keydown", (event) => {
    const tick = ticks[here];
    const key = event.key;
    if (isForSomethingElse(event)) {
      return;
    }
    if (Object.hasOwn(anywhere, key)) {
      anywhere[key]?.();
    } else if (tick && Object.hasOwn(withRow, key)) {
      withRow[key]?.(tick);
    } else {
      return;
    }
    event.preventDefault();
  });
}

function tickAll(ticks: HTMLInputElement[]): void {
  const all = ticks.every((tick) => tick.checked);
  for (const tick of ticks) {
    tick.checked = !all;
  }
}

function giveAway(form: HTMLFormElement): void {
  const act = form.querySelector<HTMLSelectElement>("[name=act]");
  if (act) {
    act.value = "assign";
  }
  form.querySelector<HTMLSelectElement>("[name=assignee]")?.focus();
}

// Whoever types into a field, stands on a link or gives the browser an order means no row.
function isForSomethingElse(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  const types = target.matches("input:not([type=checkbox]), select, textarea, button, a");
  return types || event.ctrlKey || event.metaKey || event.altKey;
}

export {};
