// Finding and making the elements of the page.

/** Return an element that the page is known to have. */
export function part<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) {
    throw new Error(`the page has no ${id}`);
  }
  return found as T;
}

export function made<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className: string,
  ...content: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  if (className) {
    element.className = className;
  }
  element.append(...content);
  return element;
}

export function button(words: string, pressed: () => void, about: string): HTMLButtonElement {
  const element = made("button", "", words);
  element.type = "button";
  element.setAttribute("aria-label", `${words}: ${about}`);
  element.addEventListener("click", pressed);
  return element;
}
