/** One variable that is wrong: its name and what it should be, never its value. */
export interface ConfigProblem {
  name: string;
  expected: string;
}

/** The environment does not fit the schema. Lists every bad variable at once, by name and expected type. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(`the configuration is not valid:\n${problems.map(({ name, expected }) => `  ${name}: expected ${expected}`).join('\n')}`);
    this.problems = problems;
  }
}
