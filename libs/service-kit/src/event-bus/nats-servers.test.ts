import { describe, expect, it } from '@jest/globals';
import { readNatsServers } from './nats-servers.ts';

describe('where NATS is', () => {
  it('is one URL, several separated by commas, or a list', () => {
    expect(readNatsServers('nats://one:4222').servers).toEqual(['nats://one:4222']);
    expect(readNatsServers('nats://one:4222, tls://two:4222,three:4222').servers).toEqual(['nats://one:4222', 'tls://two:4222', 'nats://three:4222']);
    expect(readNatsServers(['nats://one:4222', 'nats://two:4222']).servers).toEqual(['nats://one:4222', 'nats://two:4222']);
    expect(readNatsServers('nats://one:4222').credentials).toBeUndefined();
  });

  it('may carry a login, which is taken out of the address', () => {
    const { servers, credentials } = readNatsServers('nats://scanner:p%40ss@one:4222,nats://two:4222');
    expect(servers).toEqual(['nats://one:4222', 'nats://two:4222']);
    expect([credentials?.user, credentials?.password.reveal()]).toEqual(['scanner', 'p@ss']);
  });

  it('is not quoted when it cannot be read', () => {
    expect(() => readNatsServers('nats://scanner:c4n4ry@[')).toThrow(/^the address of a NATS server is not a URL$/);
  });
});
