import type { z } from 'zod';

interface Definition {
  type: string;
  innerType?: z.ZodType;
  in?: z.ZodType;
  out?: z.ZodType;
  shape?: Record<string, z.ZodType>;
}

export const definitionOf = (schema: z.ZodType): Definition => schema._zod.def as unknown as Definition;

/** The variables of a config schema: of an object, also behind transforms and refinements. Throws when the schema is something else. */
export function variablesOf(schema: z.ZodType): Record<string, z.ZodType> {
  const { shape, innerType, in: input } = definitionOf(schema);
  if (shape) return shape;

  const inside = innerType ?? input;
  if (!inside) throw new Error('a config schema is a z.object of variables');
  return variablesOf(inside);
}

/** Whether a variable is marked as secret, at any depth of optional, default and pipe. */
export function isSecretVariable(schema: z.ZodType): boolean {
  if (schema.meta?.()?.['secret'] === true) return true;

  const { innerType, in: input } = definitionOf(schema);
  const inside = innerType ?? input;
  return inside !== undefined && isSecretVariable(inside);
}
