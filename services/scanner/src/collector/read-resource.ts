import type { ScannedAsset } from '@offload/contracts';
import type { z } from 'zod';
import type { UnseenFields } from '../check/unseen.ts';
import type { Collector, Described } from './collector.ts';
import { UnexpectedAnswer } from './unexpected-answer.ts';

const maxNameLength = 1024;

/** A resource as it was seen: what inventory keeps, and what could not be seen of it. */
export interface SeenResource {
  readonly asset: ScannedAsset;
  readonly unseen: UnseenFields | null;
}

/** Reads one described resource; `parts` and `unseen` are null when everything came with the listing. */
export type ReadResource = (described: Described<object>, parts: object | null, unseen: UnseenFields | null) => SeenResource;

/**
 * Reads described resources through the allow-list of their shape, which drops whatever it does not name. The function that it gives throws
 * `UnexpectedAnswer` when a field has another type than the shape says.
 */
export function resourceReader(definition: Collector, region: string | null): ReadResource {
  const { type, shape } = definition.resource;
  const partialShapes = new Map<string, z.ZodType>();

  function shapeWithout(fields: readonly string[]): z.ZodType {
    const key = fields.join();
    let partial = partialShapes.get(key);
    if (!partial) {
      const known = fields.filter((field) => field !== 'tags');
      partial = (shape as z.ZodObject).omit(Object.fromEntries(known.map((field) => [field, true])) as never);
      partialShapes.set(key, partial);
    }
    return partial;
  }

  return (described, parts, unseen) => {
    const fields = parts === null ? described.fields : { ...described.fields, ...parts };
    const parsed = (unseen === null ? shape : shapeWithout(Object.keys(unseen))).safeParse(fields);
    if (!parsed.success) throw new UnexpectedAnswer(type, parsed.error.issues);

    const configuration = parsed.data as Record<string, unknown>;
    if (unseen !== null) configuration['unseen'] = Object.fromEntries(Object.entries(unseen).map(([field, { action }]) => [field, action]));
    const tags = (parts as { tags?: ScannedAsset['tags'] } | null)?.tags ?? described.tags ?? {};
    return {
      asset: { type, providerRef: described.ref, region, name: described.name?.slice(0, maxNameLength) ?? null, tags, configuration },
      unseen,
    };
  };
}
