import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { AwsLease } from '@offload/contracts';
import { openAwsSession } from './aws-session.ts';
import { failedOperationOf } from './failed-operation.ts';

const lease: AwsLease = {
  kind: 'AWS_SESSION',
  accessKeyId: 'ASIAEXAMPLE',
  secretAccessKey: 'secret',
  sessionToken: 'token',
  expiresAt: '2026-01-01T00:00:00.000Z',
};
const nobody = 'http://127.0.0.1:9';
const open = (endpointOverride: string | null) =>
  openAwsSession(lease, { accountId: '123456789012', region: 'eu-west-1', endpointOverride, maxAttempts: 1 });

describe('a session', () => {
  afterEach(() => {
    delete process.env['AWS_ENDPOINT_URL'];
    delete process.env['HTTPS_PROXY'];
  });

  it('goes to AWS whatever the environment says', async () => {
    process.env['AWS_ENDPOINT_URL'] = nobody;
    process.env['HTTPS_PROXY'] = nobody;
    const client = open(null).client(RDSClient);
    const hosts: string[] = [];
    client.middlewareStack.add(
      () => async (args) => {
        hosts.push((args.request as { hostname: string }).hostname);
        throw new Error('not sent');
      },
      { step: 'finalizeRequest', name: 'catchRequest', priority: 'low' },
    );
    await expect(client.send(new DescribeDBInstancesCommand({}))).rejects.toThrow('not sent');
    expect(hosts).toEqual(['rds.eu-west-1.amazonaws.com']);
  });

  it('makes each client once', () => {
    const session = open(nobody);
    expect(session.client(RDSClient)).toBe(session.client(RDSClient));
  });

  it('sends what is account-wide to the primary region', () => {
    expect(openAwsSession(lease, { accountId: '123456789012', region: 'global', endpointOverride: null }).region).toBe('us-east-1');
  });

  it('remembers which operation an error is of', async () => {
    const error = await open(nobody)
      .client(RDSClient)
      .send(new DescribeDBInstancesCommand({}))
      .catch((refused: Error) => refused);
    expect(failedOperationOf(error)).toBe('DescribeDBInstances');
    expect(error).toMatchObject({ name: 'ConnectionFailed' });
  });

  it('carries the session token, and signs for its region', async () => {
    const { promise: headers, resolve } = Promise.withResolvers<NodeJS.Dict<string | string[]>>();
    const server = createServer((request, response) => {
      resolve(request.headers);
      response.writeHead(403).end();
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    await open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
      .client(RDSClient)
      .send(new DescribeDBInstancesCommand({}))
      .catch(() => undefined);

    expect((await headers)['x-amz-security-token']).toBe('token');
    expect((await headers)['authorization']).toContain('/eu-west-1/rds/aws4_request');
    server.closeAllConnections();
    server.close();
  });
});
