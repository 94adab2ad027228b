// Asking the service, with an end to the waiting.

export interface Heard {
  status: number;
  headers: Headers;
  /** What was answered, or undefined when it was no JSON object. */
  body: Record<string, unknown> | undefined;
}

/** Ask and return the whole answer; rejects when there is none within `limitMs`. */
export async function ask(address: string, request: RequestInit, limitMs: number): Promise<Heard> {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), limitMs);
  try {
    const answer = await fetch(address, {
      ...request,
      headers: { Accept: "application/json", ...request.headers },
      signal: control.signal,
    });
    return { status: answer.status, headers: answer.headers, body: object(await answer.text()) };
  } finally {
    clearTimeout(timer);
  }
}

function object(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
