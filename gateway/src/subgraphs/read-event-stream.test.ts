import { describe, expect, it } from '@jest/globals';
import { readEventStream, type ServerSentEvent } from './read-event-stream.ts';

async function read(chunks: readonly string[], maxBytes = 1_000): Promise<ServerSentEvent[]> {
  async function* stream(): AsyncGenerator<string> {
    yield* chunks;
  }
  const events: ServerSentEvent[] = [];
  for await (const event of readEventStream(stream(), maxBytes)) events.push(event);
  return events;
}

const text =
  ':\n\nevent: next\ndata: {"a":1}\n\n: ping\n\nevent: next\r\ndata: one\r\ndata: two\r\n\r\ndata: without a name\n\nevent: complete\ndata: \n\n';
const events = [
  { event: 'next', data: '{"a":1}' },
  { event: 'next', data: 'one\ntwo' },
  { event: 'complete', data: '' },
];

describe('an event stream', () => {
  it('is read the same however it is cut into chunks', async () => {
    expect(await read([text])).toEqual(events);
    expect(await read([...text])).toEqual(events);
    for (let at = 1; at < text.length; at++) expect(await read([text.slice(0, at), text.slice(at)])).toEqual(events);
  });

  it('leaves out an event that was not finished', async () => {
    expect(await read(['event: next\ndata: half'])).toEqual([]);
  });

  it('fails when an event grows without end', async () => {
    await expect(read(Array.from({ length: 20 }, () => 'x'.repeat(100)))).rejects.toThrow('too large');
  });
});
