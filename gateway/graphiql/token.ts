/**
 * The key or token that the page asks with. Kept for the tab only, and not where GraphiQL keeps tabs and history.
 */
const storageKey = 'offload.token';

const listeners: (() => void)[] = [];

/** The `authorization` of the next request; undefined when nothing was entered. */
export function authorization(): string | undefined {
  const token = sessionStorage.getItem(storageKey);
  return token ? `Bearer ${token}` : undefined;
}

/** Connects the input field, and calls `onChange` when another token is entered. */
export function useTokenField(field: HTMLInputElement, onChange: () => void): void {
  field.value = sessionStorage.getItem(storageKey) ?? '';
  listeners.push(onChange);
  field.form?.addEventListener('submit', (event) => event.preventDefault());
  field.addEventListener('change', () => {
    sessionStorage.setItem(storageKey, field.value.trim());
    for (const listener of listeners) listener();
  });
}
