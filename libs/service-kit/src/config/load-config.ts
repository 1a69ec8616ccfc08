import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { expectationOf } from '../validation/describe-issues.ts';
import { ConfigError, type ConfigProblem } from './config-error.ts';
import { isSecretVariable, variablesOf } from './schema-shape.ts';

export type Environment = Record<string, string | undefined>;

/** An empty variable is one that is not set: compose files and charts pass `""` for what nobody filled in. */
const setIn = (env: Environment, name: string): string | undefined => (env[name] === '' ? undefined : env[name]);

function readVariable(name: string, schema: z.ZodType, env: Environment, problems: ConfigProblem[]): string | undefined {
  const direct = setIn(env, name);
  const file = isSecretVariable(schema) ? setIn(env, `${name}_FILE`) : undefined;
  if (file === undefined) return direct;

  if (direct !== undefined) {
    problems.push({ name, expected: `either ${name} or ${name}_FILE, not both` });
    return direct;
  }

  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    problems.push({
      name: `${name}_FILE`,
      expected: `the path of a file that can be read (${(error as NodeJS.ErrnoException).code ?? 'unreadable'})`,
    });
    return undefined;
  }
}

/**
 * Reads a service's configuration from its environment, through its one schema (a `z.object` whose keys are variable names).
 * A variable marked secret may come from the file that `NAME_FILE` names. Throws `ConfigError`, which lists every bad variable by
 * name and expected type, never by value.
 */
export function loadConfig<S extends z.ZodType>(schema: S, env: Environment): z.output<S> {
  const problems: ConfigProblem[] = [];
  const unreadable = new Set<string>();
  const values: Record<string, string> = {};

  for (const [name, variable] of Object.entries(variablesOf(schema))) {
    const before = problems.length;
    const value = readVariable(name, variable, env, problems);
    if (value !== undefined) values[name] = value;
    if (problems.length > before) unreadable.add(name);
  }

  const result = schema.safeParse(values);
  if (!result.success) {
    for (const issue of result.error.issues) {
      const name = String(issue.path[0] ?? 'the configuration');
      if (unreadable.has(name)) continue;
      const missing = issue.path.length === 1 && values[name] === undefined;
      problems.push({ name, expected: missing ? `${expectationOf(issue)}, but it is not set` : expectationOf(issue) });
    }
  }

  if (problems.length > 0) throw new ConfigError(problems);
  return (result as { data: z.output<S> }).data;
}
