import type { z } from 'zod';

/** An input that a verb refuses although its shape is right: an account that does not exist, a policy that the cloud would refuse. */
export class AdminRefusal extends Error {
  override readonly name = 'AdminRefusal';
}

/** What an admin can do, as data: its input's schema and what it does. In-process calls, the HTTP API and the journal go through the same. */
export interface Verb<S extends z.ZodType = z.ZodType> {
  input: S;
  /** true: changes the world, so the journal keeps it. */
  isJournaled?: boolean;
  /** Keeps what was made up, so that a replay makes the same: the input to journal. The input as it came when not said. */
  toReplay?: (input: z.output<S>, result: never) => unknown;
  /** Errors that it throws are refusals. */
  run: (input: z.output<S>) => unknown;
}

export type Verbs = Readonly<Record<string, Verb>>;

/** Declares a verb. */
export function verb<S extends z.ZodType>(definition: Verb<S>): Verb {
  return definition as unknown as Verb;
}

/** The verb of that name. Throws AdminRefusal when there is none. */
export function verbNamed(verbs: Verbs, name: string): Verb {
  const definition = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (!definition) throw new AdminRefusal(`no such verb: ${name}`);
  return definition;
}

/** Runs a verb on an input as it came. Throws ZodError for a wrong shape, AdminRefusal for what cannot be done. */
export function runVerb(definition: Verb, input: unknown): unknown {
  const parsed = definition.input.parse(input);
  try {
    return definition.run(parsed);
  } catch (cause) {
    if (cause instanceof Error) throw new AdminRefusal(cause.message, { cause });
    throw cause;
  }
}
