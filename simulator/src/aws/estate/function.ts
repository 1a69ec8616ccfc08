import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { Estate } from './estate.ts';
import { securityGroupId } from './security-group.ts';
import { tagMap, tagsOf } from './tags.ts';

/** A function's configuration and what further calls tell of it. */
export interface FunctionRecord extends FunctionConfiguration {
  FunctionName: string;
  FunctionArn: string;
  tags: Record<string, string>;
  /** Resource policy as text, or undefined when there is none. */
  policy: string | undefined;
}

const runtimes = [
  'nodejs22.x',
  'nodejs20.x',
  'python3.13',
  'python3.12',
  'java21',
  'nodejs14.x',
  'python3.7',
  'nodejs12.x',
  'go1.x',
  'ruby3.3',
] as const;

/** Function `name-<index>`; its environment holds the canary, as customers' environments hold their secrets. */
export function functionAt(estate: Estate, region: string, index: number): FunctionRecord {
  const dice = estate.dice('function', region, index);
  const name = `${dice.pick('name', ['resize', 'notify', 'etl', 'webhook', 'cleanup'])}-${index}`;
  const arn = estate.arn('lambda', region, `function:${name}`);
  return {
    FunctionName: name,
    FunctionArn: arn,
    Runtime: dice.pick('runtime', runtimes),
    Role: `arn:aws:iam::${estate.accountId}:role/lambda-${dice.int('role', 30)}`,
    Handler: 'index.handler',
    CodeSize: 1000 + dice.int('code', 5_000_000),
    CodeSha256: Buffer.from(dice.hex('sha', 64), 'hex').toString('base64'),
    Description: '',
    Timeout: dice.pick('timeout', [3, 30, 300, 900]),
    MemorySize: dice.pick('memory', [128, 512, 1024]),
    LastModified: estate.daysAgo(dice.int('age', 900)).toISOString().replace('Z', '+0000'),
    Version: '$LATEST',
    VpcConfig: dice.chance('vpc', 0.3)
      ? {
          VpcId: `vpc-${estate.id('vpc', region, 0)}`,
          SubnetIds: [`subnet-${estate.id('subnet', region, 0)}`],
          SecurityGroupIds: [securityGroupId(estate, region, 0)],
        }
      : undefined,
    Environment:
      dice.chance('environment', 0.8) || index === 0
        ? { Variables: { LOG_LEVEL: 'info', DATABASE_PASSWORD: estate.options.canary, API_TOKEN: `token-${estate.options.canary}` } }
        : undefined,
    KMSKeyArn: dice.chance('kms', 0.2) ? estate.arn('kms', region, 'alias/lambda') : undefined,
    TracingConfig: { Mode: dice.chance('tracing', 0.4) ? 'Active' : 'PassThrough' },
    DeadLetterConfig: dice.chance('dead letters', 0.25) ? { TargetArn: estate.arn('sqs', region, `${name}-dead`) } : undefined,
    RevisionId: `${dice.hex('revision', 8)}-0000-4000-8000-${dice.hex('revision tail', 12)}`,
    PackageType: 'Zip',
    Architectures: [dice.chance('arm', 0.4) ? 'arm64' : 'x86_64'],
    EphemeralStorage: { Size: 512 },
    State: 'Active',
    LastUpdateStatus: 'Successful',
    tags: tagMap(tagsOf(dice, name)),
    policy: policyOf(),
  };

  function policyOf(): string | undefined {
    const roll = dice.real('policy');
    if (roll >= 0.4) return undefined;
    const principal = roll < 0.06 ? '*' : { Service: 'events.amazonaws.com' };
    const statement = { Sid: 'invoke', Effect: 'Allow', Principal: principal, Action: 'lambda:InvokeFunction', Resource: arn };
    return JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: [statement] });
  }
}

/** The index in a generated name such as `resize-12`; the caller compares the whole name afterwards. */
export function indexInName(name: string): number {
  const match = /-(\d{1,9})$/.exec(name);
  return match ? Number(match[1]) : -1;
}
