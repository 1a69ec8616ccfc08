import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** One address that leads to a platform wherever it runs: as a load balancer does while a platform is replaced. */
export interface Door {
  readonly url: string;
  /** Leads to another address from now on. */
  leadTo(url: string): void;
  close(): Promise<void>;
}

/** Opens a door on a free port of the loopback. A connection ends on both sides when it ends on one. */
export async function openDoor(url: string): Promise<Door> {
  let target = new URL(url);
  const sockets = new Set<Socket>();

  const server = createServer((outside) => {
    const inside = connect(Number(target.port), target.hostname);
    for (const [one, other] of [[outside, inside], [inside, outside]] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo(other) {
      target = new URL(other);
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
