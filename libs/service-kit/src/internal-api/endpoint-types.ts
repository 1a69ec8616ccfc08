import type { Endpoint, Endpoints } from '@offload/contracts';

export type InputOf<E> = E extends Endpoint<infer I, any> ? I : never;
export type OutputOf<E> = E extends Endpoint<any, infer O> ? O : never;
export type VerbOf<E extends Endpoints> = keyof E & string;

/** The path of a call: `verifyAndSeal` is served at `/internal/verify-and-seal`. */
export const pathOfVerb = (verb: string): string => `/internal/${verb.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

export const defaultMaxBytes = 256 * 1024;
export const defaultTimeoutMs = 10_000;
