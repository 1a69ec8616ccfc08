import { describe, expect, it } from '@jest/globals';
import { defineResource } from '@offload/contracts';
import { z } from 'zod';
import { check, fail, pass } from '../check/check.ts';
import type { JobOutput } from '../collection/collection.ts';
import { explainAwsFailure } from '../clouds/aws/explain-aws-failure.ts';
import { collect, type CollectOptions } from './collect.ts';
import { collector } from './collector.ts';

const queue = defineResource({
  type: 'aws.sqs.queue',
  provider: 'AWS',
  title: 'Queue',
  shape: z.object({ url: z.string(), policy: z.object({ isPublic: z.boolean() }).nullable(), encryption: z.string() }),
});

const examples = { pass: [{ url: 'a', encryption: 'kms' }], fail: [{ url: 'a', encryption: 'none' }] };
const encrypted = check({
  id: 'aws.sqs.encrypted',
  on: queue,
  severity: 'low',
  title: '',
  why: '',
  fix: '',
  controls: {},
  judge: ({ encryption }) => (encryption === 'none' ? fail('not encrypted') : pass),
  examples,
});
const named = check({ ...encrypted, id: 'aws.sqs.named', judge: ({ url }) => (url === '' ? fail('no name') : pass) });

const refusal = (name: string, status: number): Error => Object.assign(new Error('no'), { name, $metadata: { httpStatusCode: status } });

const session = {
  accountId: '1',
  region: 'us-east-1',
  explain: (error: unknown) => explainAwsFailure(error, { region: 'us-east-1', isGoodElsewhere: async () => false }),
};

interface Fake {
  pages?: (string[] | Error)[];
  encryption?: (url: string) => Promise<string>;
  policies?: () => Promise<({ isPublic: boolean } | null)[]>;
  describe?: (url: string) => { url: string | undefined };
}

const fakeCollector = ({ pages = [['a', 'b']], encryption = async () => 'kms', policies, describe: describeAs }: Fake) =>
  collector({
    resource: queue,
    service: 'sqs',
    scope: 'region',
    actions: ['sqs:ListQueues'],
    access: async () => ({}),
    async *pages() {
      for (const page of pages) {
        if (page instanceof Error) throw page;
        yield page;
      }
    },
    absent: { NoQueues: [] },
    describe: (url) => ({ ref: `arn:aws:sqs:::${url}`, name: url, fields: { url, ...describeAs?.(url), secret: 'must be dropped' } }),
    parts: {
      encryption: { actions: ['sqs:GetQueueAttributes'], read: (_context, url) => encryption(url), absent: { NoEncryption: 'none' } },
      policy: { actions: ['sqs:GetPolicies'], readPage: (_context, urls) => policies?.() ?? Promise.resolve(urls.map(() => null)) },
    },
  });

async function run(fake: Fake, options: Partial<CollectOptions> = {}): Promise<JobOutput[]> {
  const outputs: JobOutput[] = [];
  const all = { session, region: 'us-east-1', signal: new AbortController().signal, now: new Date(), ...options };
  for await (const output of collect(fakeCollector(fake), [encrypted, named], all)) outputs.push(output);
  return outputs;
}

const resourcesOf = (outputs: JobOutput[]) => outputs.filter((output) => output.kind === 'resources');
const judgementsOf = (outputs: JobOutput[]) => resourcesOf(outputs).flatMap(({ judgements }) => judgements);
const gapsOf = (outputs: JobOutput[]) => outputs.filter((output) => output.kind === 'gap').map(({ gap }) => gap);
const isSwept = (outputs: JobOutput[]) => outputs.some(({ kind }) => kind === 'swept');

describe('collect', () => {
  it('yields a page at a time, then sweeps', async () => {
    const outputs = await run({ pages: [['a', 'b'], [], ['c']] });
    expect(outputs.map(({ kind }) => kind)).toEqual(['resources', 'resources', 'swept']);
  });

  it('drops what the shape does not name', async () => {
    expect(JSON.stringify(await run({}))).not.toContain('must be dropped');
  });

  it('keeps the pages before a failure, and neither sweeps nor passes what it did not see', async () => {
    const outputs = await run({ pages: [['a'], refusal('AccessDenied', 403)] });
    expect(resourcesOf(outputs)[0]!.assets).toHaveLength(1);
    expect(isSwept(outputs)).toBe(false);
    expect(judgementsOf(outputs).filter(({ providerRef }) => providerRef === 'aws.sqs.queue@us-east-1')).toEqual([
      expect.objectContaining({ checkId: 'aws.sqs.encrypted', outcome: 'unknown' }),
      expect.objectContaining({ checkId: 'aws.sqs.named', outcome: 'unknown' }),
    ]);
  });

  it('takes a declared error of the listing for the answer that it is', async () => {
    const outputs = await run({ pages: [refusal('NoQueues', 404)] });
    expect(outputs.map(({ kind }) => kind)).toEqual(['swept']);
  });

  it('judges what was seen of a resource, and says unknown only of what was not', async () => {
    const outputs = await run({ pages: [['a']], encryption: () => Promise.reject(refusal('AccessDenied', 403)) });
    expect(judgementsOf(outputs)).toEqual([
      expect.objectContaining({
        checkId: 'aws.sqs.encrypted',
        outcome: 'unknown',
        message: expect.stringContaining('sqs:GetQueueAttributes'),
      }),
      expect.objectContaining({ checkId: 'aws.sqs.named', outcome: 'pass' }),
    ]);
    expect(resourcesOf(outputs)[0]!.assets[0]!.configuration).toEqual({
      url: 'a',
      policy: null,
      unseen: { encryption: 'sqs:GetQueueAttributes' },
    });
    expect(isSwept(outputs)).toBe(true);
  });

  it('takes a declared error of a part for the answer that it is', async () => {
    const outputs = await run({ pages: [['a']], encryption: () => Promise.reject(refusal('NoEncryption', 404)) });
    expect(judgementsOf(outputs)[0]).toMatchObject({ outcome: 'fail', message: 'not encrypted' });
    expect(gapsOf(outputs)).toEqual([]);
  });

  it('reports ten thousand denials of one action as one gap', async () => {
    const pages = [Array.from({ length: 10_000 }, (_, index) => `q${index}`)];
    expect(gapsOf(await run({ pages, encryption: () => Promise.reject(refusal('AccessDenied', 403)) }))).toHaveLength(1);
  });

  it('leaves out what vanished between listing and describing', async () => {
    const outputs = await run({ encryption: async (url) => (url === 'a' ? Promise.reject(refusal('NoSuchEntity', 404)) : 'kms') });
    expect(resourcesOf(outputs)[0]!.assets.map(({ name }) => name)).toEqual(['b']);
    expect(isSwept(outputs)).toBe(true);
  });

  it('leaves one field of a whole page unseen when the call for the page fails', async () => {
    const outputs = await run({ policies: () => Promise.reject(refusal('Throttling', 400)) });
    const { assets } = resourcesOf(outputs)[0]!;
    expect(assets.map(({ configuration }) => configuration['unseen'])).toEqual([
      { policy: 'sqs:GetPolicies' },
      { policy: 'sqs:GetPolicies' },
    ]);
    expect(gapsOf(outputs)).toEqual([expect.objectContaining({ action: 'sqs:GetPolicies', reason: 'THROTTLED' })]);
  });

  it('does not see a resource that the provider describes otherwise than documented, and quotes nothing of it', async () => {
    const outputs = await run({ describe: (url) => ({ url: url === 'a' ? undefined : url }) });
    expect(resourcesOf(outputs)[0]!.assets.map(({ name }) => name)).toEqual(['b']);
    expect(gapsOf(outputs)).toEqual([
      expect.objectContaining({ reason: 'PROVIDER_ERROR', message: expect.stringContaining('url (invalid_type)') }),
    ]);
    expect(isSwept(outputs)).toBe(false);
  });

  it('has at most eight calls under way', async () => {
    let running = 0;
    let most = 0;
    const encryption = async (): Promise<string> => {
      most = Math.max(most, ++running);
      await new Promise(setImmediate);
      running -= 1;
      return 'kms';
    };
    await run({ pages: [Array.from({ length: 50 }, (_, index) => `q${index}`)], encryption });
    expect(most).toBe(8);
  });

  it('asks for no further page once it is cancelled', async () => {
    const cancellation = new AbortController();
    let calls = 0;
    const encryption = async (): Promise<string> => {
      if (++calls === 3) cancellation.abort(new Error('cancelled'));
      return 'kms';
    };
    await expect(
      run(
        {
          pages: [
            ['a', 'b'],
            ['c', 'd'],
            ['e', 'f'],
          ],
          encryption,
        },
        { signal: cancellation.signal },
      ),
    ).rejects.toThrow('cancelled');
    expect(calls).toBeLessThan(6);
  });

  it('says unknown, and tells of it, when a check is broken', async () => {
    const broken = check({ ...encrypted, id: 'aws.sqs.broken', judge: () => JSON.parse('{') });
    const outputs: JobOutput[] = [];
    for await (const output of collect(fakeCollector({}), [broken, named], {
      session,
      region: 'us-east-1',
      signal: new AbortController().signal,
      now: new Date(),
    })) {
      outputs.push(output);
    }
    expect(judgementsOf(outputs).map(({ outcome }) => outcome)).toEqual(['unknown', 'pass', 'unknown', 'pass']);
    expect(gapsOf(outputs)).toEqual([expect.objectContaining({ action: 'aws.sqs.broken', reason: 'INTERNAL' })]);
  });
});
