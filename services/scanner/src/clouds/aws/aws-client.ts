import type { AwsClientClass, AwsSession } from './aws-session.ts';

/** What a collector of AWS calls with: the SDK's module, and a client of the session. */
export interface AwsAccess<S, C> {
  readonly sdk: S;
  readonly client: C;
}

/** The client that a class of the SDK makes. */
export type ClientOf<S, K extends keyof S> = S[K] extends AwsClientClass<infer C> ? C : never;

/** Access by the SDK's client of that class. The SDK is loaded when a job first needs it: half a second and tens of megabytes. */
export function awsClient<S, const K extends keyof S>(
  load: () => Promise<S>,
  clientClass: K,
): (session: AwsSession) => Promise<AwsAccess<S, ClientOf<S, K>>> {
  return async (session) => {
    const sdk = await load();
    return { sdk, client: session.client(sdk[clientClass] as AwsClientClass<ClientOf<S, K>>) };
  };
}
