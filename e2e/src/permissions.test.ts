import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { preflights, type CloudProvider } from '@offload/contracts';
import hcl from 'hcl2-parser';
import { connect, scanEnded } from './testing/graph.ts';
import { storyClouds, type Onboarded } from './testing/story-clouds.ts';
import { beginStory, type Story } from './testing/story.ts';

let story: Story;
beforeAll(async () => {
  story = await beginStory();
}, 120_000);
afterAll(() => story?.end(), 30_000);

/** Connects an account, and gives what its second scan called: the first may overlap the connection test. */
async function callsOfScan({ mutation, input, principalPrefix }: Onboarded) {
  const answer = await connect(story.graph, input, mutation);
  expect(answer).toMatchObject({ __typename: 'CloudAccount', status: 'CONNECTED' });
  await scanEnded(story.graph, answer.id!);
  await story.simulator.clearRecorded();
  await story.graph.request('mutation ($id: ID!) { startScan(input: { cloudAccountId: $id }) { __typename } }', { id: answer.id });
  expect(await scanEnded(story.graph, answer.id!)).toMatchObject({ status: 'COMPLETED' });
  return story.simulator.recorded({ principalPrefix });
}

/** What the strict grants of a module hold beside what scans call: for the connection test, and as a condition of calls. */
async function grantedBeside(provider: CloudProvider): Promise<string[]> {
  const [module] = hcl.parseToObject(await readFile(join('terraform', provider.toLowerCase(), 'main.tf'), 'utf8')) as any;
  return (module.locals ?? []).flatMap((block: any) => block.test_actions ?? []);
}

describe.each(storyClouds)('a full scan of $provider', ({ provider, onboard }) => {
  const declared = preflights[provider].map(({ action }) => action).sort();

  it('calls exactly the actions that collectors declare, by a map that does not come from them', async () => {
    const calls = await callsOfScan(await onboard(story.simulator));
    // A session may always ask who it is.
    const called = new Set(calls.filter(({ operation }) => operation !== 'sts:GetCallerIdentity').flatMap(({ actions }) => actions));

    expect([...called].sort()).toEqual(declared);
    expect(calls.filter(({ outcome }) => outcome === 'denied')).toEqual([]);
  }, 120_000);

  it('is whole under the strict grants of the Terraform, which are no more than it calls', async () => {
    const [{ locals }] = hcl.parseToObject(await readFile(join('terraform', provider.toLowerCase(), 'actions.generated.tf'), 'utf8')) as any;
    const { required, optional } = locals[0].scan_actions;

    const calls = await callsOfScan(await onboard(story.simulator, [...required, ...optional, ...(await grantedBeside(provider))]));
    expect(calls.length).toBeGreaterThan(10);
    expect(calls.filter(({ outcome }) => outcome === 'denied')).toEqual([]);
  }, 120_000);
});

describe('a full scan of AWS', () => {
  it('calls nothing that the Terraform does not grant', async () => {
    const [module] = hcl.parseToObject(await readFile(join('terraform', 'aws', 'main.tf'), 'utf8')) as any;
    const attached = module.resource.aws_iam_role_policy_attachment.security_audit[0].policy_arn;
    const supplement: string[] = module.data.aws_iam_policy_document.supplement[0].statement[0].actions;
    const accountId = '101010101010';
    const externalId = 'the-external-id-of-terraform';
    await story.simulator.createAccount({ accountId });
    const trust = { Effect: 'Allow', Principal: { AWS: story.simulator.platform.principalArn }, Action: 'sts:AssumeRole', Condition: { StringEquals: { 'sts:ExternalId': externalId } } };
    const { roleArn } = await story.simulator.putRole({
      accountId,
      roleName: 'AsTheTerraformMakesIt',
      trustPolicy: { Version: '2012-10-17', Statement: [trust] },
      managedPolicyArns: [attached],
      inlinePolicies: { OffloadSecuritySupplement: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Resource: '*', Action: supplement }] } },
    });

    const answer = await connect(story.graph, { name: 'Terraform', role: { roleArn, externalId } });
    expect(answer).toMatchObject({ __typename: 'CloudAccount', status: 'CONNECTED' });
    expect(await scanEnded(story.graph, answer.id!)).toMatchObject({ status: 'COMPLETED' });

    const sessions = await story.simulator.recorded({ principalPrefix: `arn:aws:sts::${accountId}:assumed-role/AsTheTerraformMakesIt/offload-` });
    // The connection test asks for things that are not there on purpose: not all of its answers are yes.
    const calls = sessions.filter(({ principal }) => !principal.endsWith('/offload-connection-test'));
    expect(calls.length).toBeGreaterThan(20);
    expect(calls.filter(({ outcome }) => outcome === 'denied')).toEqual([]);
  }, 120_000);
});
