import { allEvents, cloudEvent } from '@offload/contracts';
import { z } from 'zod';
import type { Generated } from './generator.ts';

/** One JSON Schema an event (CloudEvents 1.0 envelope with its data), from the definitions in libs/contracts. */
export async function generate(): Promise<Generated[]> {
  return allEvents.map((event) => {
    const envelope = cloudEvent.extend({ type: z.literal(event.type), data: event.data });
    const schema = { title: event.type, description: event.description, ...z.toJSONSchema(envelope, { io: 'input' }) };
    return { path: `schemas/events/${event.type}.json`, content: `${JSON.stringify(schema, null, 2)}\n` };
  });
}
