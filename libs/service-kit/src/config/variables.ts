import { z } from 'zod';
import { Secret } from '../logging/secret.ts';

/** A variable that holds a secret: read from `NAME`, or from the file that `NAME_FILE` names. Gives a `Secret`. */
export const secretVariable = () =>
  z
    .string()
    .min(1)
    .transform((value) => new Secret(value))
    .meta({ secret: true });

/** A variable that is a port number. */
export const portVariable = () => z.coerce.number().int().min(0).max(65_535);

/** A variable that is on or off: `true`, `1`, `yes`, `on` and their opposites. */
export const flagVariable = () => z.stringbool();

/** A variable that holds JSON of a given shape. */
export const jsonVariable = <S extends z.ZodType>(shape: S) =>
  z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        // The parser's message quotes the text, which may be a secret: the issue says only what was expected.
        context.addIssue({ code: 'invalid_format', format: 'json' });
        return z.NEVER;
      }
    })
    .pipe(shape as z.ZodType<z.output<S>, unknown>);

/** A variable that lists texts, separated by commas. */
export const listVariable = () =>
  z.string().transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );

/** Variables that every service has. */
export const commonVariables = {
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info').describe('How much is logged'),
  OTLP_ENDPOINT: z.url().optional().describe('Where traces are sent (OTLP over HTTP); nowhere when not set'),
  HOST: z.string().default('0.0.0.0').describe('The address to listen on'),
};
