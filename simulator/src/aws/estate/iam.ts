import type { PolicyDocument } from '../iam/policy.ts';
import type { Estate } from './estate.ts';
import { tagsOf, type Tag } from './tags.ts';

export interface UserKey {
  accessKeyId: string;
  isActive: boolean;
  createdAt: Date;
  lastUsedAt: Date | undefined;
}

export interface UserRecord {
  name: string;
  path: string;
  id: string;
  arn: string;
  createdAt: Date;
  /** undefined: no console password. */
  passwordCreatedAt: Date | undefined;
  passwordLastUsedAt: Date | undefined;
  hasMfa: boolean;
  keys: UserKey[];
  attachedPolicies: { PolicyName: string; PolicyArn: string }[];
  inlinePolicyNames: string[];
  groups: string[];
  tags: Tag[];
}

export interface RoleRecord {
  name: string;
  path: string;
  id: string;
  arn: string;
  createdAt: Date;
  trustPolicy: PolicyDocument;
  lastUsedAt: Date | undefined;
  attachedPolicies: { PolicyName: string; PolicyArn: string }[];
  inlinePolicyNames: string[];
  tags: Tag[];
}

export interface PolicyRecord {
  name: string;
  id: string;
  arn: string;
  createdAt: Date;
  attachmentCount: number;
  document: PolicyDocument;
}

const administrator = { PolicyName: 'AdministratorAccess', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' };
const readOnly = { PolicyName: 'ReadOnlyAccess', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' };
const people = ['anna', 'bruno', 'chen', 'dalia', 'emeka', 'freya', 'goran', 'hana', 'ivan', 'june'] as const;

/** Digits an AWS unique id may have. */
function uniqueId(prefix: string, hex: string): string {
  return prefix + hex.toUpperCase().replace(/[018]/g, 'Z').slice(0, 17);
}

/** People with console passwords and machines with keys; the first of each account are the ones that audits find. */
export function userAt(estate: Estate, region: string, index: number): UserRecord {
  const dice = estate.dice('user', region, index);
  const isMachine = index % 3 === 2;
  const name = isMachine
    ? `svc-${dice.pick('service', ['deploy', 'backup', 'metrics'])}-${index}`
    : `${dice.pick('person', people)}.${dice.pick('family', people)}-${index}`;
  const age = 30 + dice.int('age', 1200);
  const hasPassword = !isMachine && dice.chance('password', 0.85);
  const keyCount = isMachine ? 1 + dice.int('keys', 2) : dice.chance('has key', 0.4) ? 1 : 0;
  const passwordUsedDaysAgo = dice.chance('dormant', 0.2) ? 46 + dice.int('dormant days', 200) : dice.int('active days', 40);
  return {
    name,
    path: '/',
    id: uniqueId('AIDA', dice.hex('id', 17)),
    arn: `arn:aws:iam::${estate.accountId}:user/${name}`,
    createdAt: estate.daysAgo(age),
    passwordCreatedAt: hasPassword ? estate.daysAgo(age) : undefined,
    passwordLastUsedAt: hasPassword ? estate.daysAgo(Math.min(age, passwordUsedDaysAgo)) : undefined,
    hasMfa: hasPassword && dice.chance('mfa', 0.65),
    keys: Array.from({ length: keyCount }, (_, key) => {
      const keyAge = Math.min(age, 3 + dice.int(`key age ${key}`, 400));
      return {
        accessKeyId: uniqueId('AKIA', dice.hex(`key ${key}`, 17)).slice(0, 20),
        isActive: dice.chance(`key active ${key}`, 0.85),
        createdAt: estate.daysAgo(keyAge),
        lastUsedAt: dice.chance(`key used ${key}`, 0.75) ? estate.daysAgo(dice.int(`key used days ${key}`, keyAge)) : undefined,
      };
    }),
    attachedPolicies: index === 0 ? [administrator] : dice.chance('attached', 0.2) ? [readOnly] : [],
    inlinePolicyNames: dice.chance('inline', 0.1) ? ['inline-legacy'] : [],
    groups: isMachine ? [] : [index % 7 === 0 ? 'admins' : 'developers'],
    tags: dice.chance('tagged', 0.4) ? tagsOf(dice, name) : [],
  };
}

/** Roles of services, of a CI and of other accounts (some of which demand no external ID). */
export function roleAt(estate: Estate, region: string, index: number): RoleRecord {
  const dice = estate.dice('role', region, index);
  const roll = dice.real('kind');
  const kind = roll < 0.45 ? 'lambda' : roll < 0.75 ? 'ec2' : roll < 0.9 ? 'ecs-tasks' : 'partner';
  const name = `${kind}-${index}`;
  const isPartner = kind === 'partner';
  return {
    name,
    path: isPartner ? '/partners/' : '/',
    id: uniqueId('AROA', dice.hex('id', 17)),
    arn: `arn:aws:iam::${estate.accountId}:role${isPartner ? '/partners/' : '/'}${name}`,
    createdAt: estate.daysAgo(20 + dice.int('age', 1200)),
    trustPolicy: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: isPartner ? { AWS: 'arn:aws:iam::210987654321:root' } : { Service: `${kind}.amazonaws.com` },
          Action: 'sts:AssumeRole',
          ...(isPartner && dice.chance('external id', 0.5)
            ? { Condition: { StringEquals: { 'sts:ExternalId': dice.hex('external', 20) } } }
            : {}),
        },
      ],
    },
    lastUsedAt: dice.chance('used', 0.7) ? estate.daysAgo(dice.int('used days', 300)) : undefined,
    attachedPolicies: dice.chance('administrator', 0.06) ? [administrator] : [readOnly],
    inlinePolicyNames: dice.chance('inline', 0.3) ? ['access'] : [],
    tags: dice.chance('tagged', 0.4) ? tagsOf(dice, name) : [],
  };
}

/** Customer-managed policies; one in eight allows everything. */
export function policyAt(estate: Estate, region: string, index: number): PolicyRecord {
  const dice = estate.dice('policy', region, index);
  const isEverything = dice.chance('everything', 0.13);
  const name = `${isEverything ? 'ops-full' : 'app-read'}-${index}`;
  return {
    name,
    id: uniqueId('ANPA', dice.hex('id', 17)),
    arn: `arn:aws:iam::${estate.accountId}:policy/${name}`,
    createdAt: estate.daysAgo(20 + dice.int('age', 1000)),
    attachmentCount: dice.int('attached', 4),
    document: {
      Version: '2012-10-17',
      Statement: [
        isEverything
          ? { Effect: 'Allow', Action: '*', Resource: '*' }
          : { Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'], Resource: '*' },
      ],
    },
  };
}

export type PasswordPolicyStrength = 'absent' | 'weak' | 'strong';

/** What the account itself is like: a third of all accounts is sloppy. */
export function accountSettings(estate: Estate): { passwordPolicy: PasswordPolicyStrength; hasRootMfa: boolean; rootKeys: number } {
  const dice = estate.dice('account', 'global', 0);
  const roll = dice.real('password policy');
  return {
    passwordPolicy: roll < 0.25 ? 'absent' : roll < 0.75 ? 'weak' : 'strong',
    hasRootMfa: dice.chance('root mfa', 0.5),
    rootKeys: dice.chance('root key', 0.25) ? 1 : 0,
  };
}
