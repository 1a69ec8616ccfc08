/** Vault or OpenBao over HTTP, with a token that is known or not yet. */
export interface VaultApi {
  /** The status of GET /v1/sys/health: 200 active, 429 standby, 501 not initialised, 503 sealed; null when nothing answers. */
  health(): Promise<number | null>;
  /** One request under /v1/. Gives the answer's body, null for an empty one. Throws `VaultRefusal` for any other status than 2xx. */
  call(method: 'GET' | 'POST', path: string, body?: object): Promise<any>;
  /** The same server, asked with this token. */
  withToken(token: string): VaultApi;
}

/** An answer that is not good. Says the path and the status, never what was sent. */
export class VaultRefusal extends Error {
  override readonly name = 'VaultRefusal';
  readonly status: number;

  constructor(method: string, path: string, status: number, errors: readonly string[]) {
    super(`${method} ${path} was answered ${status}: ${errors.join('; ') || 'no reason given'}`);
    this.status = status;
  }
}

/** How long one request may take. The initialisation of a new server holds an election. */
const timeoutMs = 30_000;

/** The server at that base URL, as `http://vault:8200`. */
export function openVaultApi(address: string, token?: string): VaultApi {
  const ask = (method: string, path: string, body?: object): Promise<Response> =>
    fetch(new URL(`/v1/${path}`, address), {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      headers: { ...(token !== undefined && { 'x-vault-token': token }), ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });

  return {
    health: () =>
      ask('GET', 'sys/health').then(
        ({ status }) => status,
        () => null,
      ),
    async call(method, path, body) {
      const response = await ask(method, path, body);
      const text = await response.text();
      const answer = text === '' ? null : JSON.parse(text);
      if (!response.ok) throw new VaultRefusal(method, path, response.status, answer?.errors ?? []);
      return answer;
    },
    withToken: (other) => openVaultApi(address, other),
  };
}
