import type { Secret } from '@offload/service-kit';
import type { z } from 'zod';

/** Reads what was sealed. Throws without a cause when it does not fit: parsers quote what they could not read. */
export function parseStored<S extends z.ZodType>(shape: S, stored: Secret): z.output<S> {
  try {
    return shape.parse(JSON.parse(stored.reveal()));
  } catch {
    throw new Error('a sealed credential is not of a known form');
  }
}
