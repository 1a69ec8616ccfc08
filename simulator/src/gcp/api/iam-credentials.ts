/** IAM Credentials, v1: access tokens of service accounts for those who may act as them. */
import type { Call, Method } from '../call.ts';
import { namesOf } from '../federation/pool.ts';
import { isScope } from '../token/scope.ts';
import { invalidArgument, resourceDenied } from '../wire/google-error.ts';

const LONGEST_S = 3600;
const permission = 'iam.serviceAccounts.getAccessToken';

export const iamCredentialsMethods: readonly Method[] = [
  {
    id: 'iamcredentials.projects.serviceAccounts.generateAccessToken',
    isWrite: true,
    scope: 'https://www.googleapis.com/auth/iam',
    host: 'iamcredentials.googleapis.com',
    verb: 'POST',
    // As Google has it: the account's address names the project.
    path: '/v1/projects/-/serviceAccounts/{account}:generateAccessToken',
    projectOf: ({ params }) => /@([a-z0-9-]+)\.iam\.gserviceaccount\.com$/.exec(params.account ?? '')?.[1],
    authorize({ params, caller, world }) {
      const account = world.serviceAccount(params.account ?? '');
      const isBound = namesOf(caller.member).some((name) => account?.workloadIdentityUsers.has(name));
      const mayActAs = isBound || (account && world.project(account.projectId)?.allows(caller.member, permission));
      // A disabled account is answered like one that does not let the caller, and like one that is not there.
      if (!mayActAs || account?.isDisabled) throw resourceDenied(permission);
    },
    answer: generateAccessToken,
  },
];

function generateAccessToken({ params, body, world, nowMs }: Call): object {
  const account = world.requireServiceAccount(params.account!);
  const { scope, lifetime = `${LONGEST_S}s`, delegates = [] } = body;
  if (!Array.isArray(scope) || scope.length === 0 || !scope.every(isScope)) throw invalidArgument('Request contains an invalid argument.');
  if (!Array.isArray(delegates) || delegates.length > 0) throw invalidArgument('The simulator knows no chains of delegates.');
  const seconds = typeof lifetime === 'string' ? Number(/^(\d+(\.\d{1,9})?)s$/.exec(lifetime)?.[1]) : Number.NaN;
  // Without an exception of the organisation's, no token lives longer than an hour. NaN compares as false.
  if (!(seconds > 0 && seconds <= LONGEST_S)) throw invalidArgument('Request contains an invalid argument.');
  // As Google tells it: to the second.
  const expiresAtMs = Math.floor(nowMs / 1000 + seconds) * 1000;
  return {
    accessToken: world.tokens.issue({ member: account.email, scopes: scope, expiresAtMs }),
    expireTime: new Date(expiresAtMs).toISOString().replace('.000Z', 'Z'),
  };
}
