/** One server-sent event. */
export interface ServerSentEvent {
  event: string;
  data: string;
}

const lineEnd = /\r\n|\r|\n/;

function eventOf(block: string): ServerSentEvent | undefined {
  let event = '';
  const data: string[] = [];

  for (const line of block.split(lineEnd)) {
    const colon = line.indexOf(':');
    // A line that begins with a colon is a comment: a ping.
    if (colon === 0) continue;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') event = value;
    else if (field === 'data') data.push(value);
  }

  return event ? { event, data: data.join('\n') } : undefined;
}

/**
 * Reads server-sent events as they come, pulled, so that back-pressure reaches whoever sends. Events without a name are left out.
 * Throws when one event grows beyond `maxBytes` characters.
 */
export async function* readEventStream(chunks: AsyncIterable<string>, maxBytes: number): AsyncGenerator<ServerSentEvent> {
  let text = '';

  for await (const chunk of chunks) {
    // The end of a block may straddle chunks; searching from just before the seam keeps long events linear.
    let from = Math.max(0, text.length - 3);
    text += chunk;

    for (;;) {
      const end = /\r\n\r\n|\n\n|\r\r/g;
      end.lastIndex = from;
      const match = end.exec(text);
      if (!match) break;

      const event = eventOf(text.slice(0, match.index));
      text = text.slice(match.index + match[0].length);
      from = 0;
      if (event) yield event;
    }
    if (text.length > maxBytes) throw new Error('an event of the stream is too large');
  }
}
