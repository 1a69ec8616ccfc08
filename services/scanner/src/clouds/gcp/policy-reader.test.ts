import { describe, expect, it } from '@jest/globals';
import { PolicyReader, type PolicyPage } from './policy-reader.ts';

const policyOf = (member: string) => ({ bindings: [{ role: 'roles/viewer', members: [member] }] });
const bindingsOf = (member: string) => [{ role: 'roles/viewer', members: [member], isConditional: false }];

/** A reader of a listing of the policies of these names; the page `failsAt` is refused once. */
function reading(pages: readonly (readonly string[])[], failsAt = -1) {
  const asked: (string | undefined)[] = [];
  let isRefused = false;
  const reader = new PolicyReader(async (pageToken): Promise<PolicyPage> => {
    asked.push(pageToken);
    const at = Number(pageToken ?? 0);
    if (at === failsAt && !isRefused) {
      isRefused = true;
      throw new Error('refused');
    }
    return {
      policies: pages[at]!.map((name) => ({ name, policy: policyOf(`user:${name}`) })),
      ...(at + 1 < pages.length && { nextPageToken: String(at + 1) }),
    };
  });
  return { reader, asked };
}

describe('policies beside their resources', () => {
  it('are read a page at a time where every resource has one', async () => {
    const { reader, asked } = reading([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    expect(await reader.policiesOf(['a', 'b'])).toEqual([bindingsOf('user:a'), bindingsOf('user:b')]);
    expect(asked).toHaveLength(1);
    expect(await reader.policiesOf(['c', 'd'])).toEqual([bindingsOf('user:c'), bindingsOf('user:d')]);
    expect(asked).toHaveLength(2);
  });

  it('are found wherever they stand, and are none only once all were read', async () => {
    const { reader, asked } = reading([['d', 'a'], ['c']]);
    expect(await reader.policiesOf(['a', 'b'])).toEqual([bindingsOf('user:a'), []]);
    expect(await reader.policiesOf(['c', 'd'])).toEqual([bindingsOf('user:c'), bindingsOf('user:d')]);
    expect(asked).toHaveLength(2);
  });

  it('that could not be read are asked for again, and never taken for none', async () => {
    const { reader, asked } = reading([['a'], ['b']], 1);
    expect(await reader.policiesOf(['a'])).toEqual([bindingsOf('user:a')]);
    await expect(reader.policiesOf(['b'])).rejects.toThrow('refused');
    expect(await reader.policiesOf(['b'])).toEqual([bindingsOf('user:b')]);
    expect(asked).toEqual([undefined, '1', '1']);
  });

  it('are not held without end when they come in another order', async () => {
    const pages = Array.from({ length: 40 }, (_, page) => Array.from({ length: 1000 }, (_none, at) => `${page}/${at}`));
    const { reader, asked } = reading(pages);
    await expect(reader.policiesOf(['39/0'])).rejects.toMatchObject({ name: 'UnexpectedAnswer' });
    expect(asked).toHaveLength(21);
  });

  it('are not asked for the same page for ever', async () => {
    const reader = new PolicyReader(async () => ({ policies: [], nextPageToken: 'again' }));
    await expect(reader.policiesOf(['a'])).rejects.toMatchObject({ name: 'UnexpectedAnswer' });
  });
});
