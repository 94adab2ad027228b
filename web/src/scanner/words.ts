// The words of the page, in the language in which it was served: scripts hold none of their own.

const words = new Map<string, string>();

export function learnWords(from: ParentNode): void {
  for (const each of from.querySelectorAll<HTMLElement>("[data-word]")) {
    words.set(each.dataset["word"] as string, each.textContent ?? "");
  }
}

/** Return the word for a name of the API, or the name where the page has none for it. */
export function word(kind: string, name: string): string {
  return words.get(`${kind}.${name}`) ?? name;
}

/** Return a sentence with its facts put in. */
export function said(name: string, facts: Record<string, string | number> = {}): string {
  const sentence = words.get(`said.${name}`) ?? name;
  return sentence.replace(/\{(\w+)\}/g, (_, fact: string) => String(facts[fact] ?? ""));
}

export function dong(amount: number): string {
  return `${String(amount).replace(/\B(?=(\d{3})+$)/g, ".")}\u00a0đ`;
}

export function clockTime(at: Date): string {
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}
