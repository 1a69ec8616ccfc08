import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** The port that is wanted, or with 0 the remembered one if it is free, else any free one. Throws when the port that is wanted is taken. */
export async function choosePort(wanted: number, remembered: string | undefined): Promise<number> {
  if (wanted !== 0) {
    const port = await tryPort(wanted);
    if (port === undefined) throw new Error(`port ${wanted} on 127.0.0.1 is taken: free it, or choose another for the database`);
    return port;
  }
  return (
    (remembered && (await tryPort(Number(remembered)))) ||
    (await tryPort(0)) ||
    Promise.reject(new Error('no TCP port is free on 127.0.0.1'))
  );
}

/** The port that could be bound; undefined when it is taken or not allowed. */
async function tryPort(port: number): Promise<number | undefined> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch {
    return undefined; // taken: an answer, not a failure
  }
  const { port: bound } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return bound;
}
