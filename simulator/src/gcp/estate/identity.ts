/** Service accounts, their keys, and who may do what in the project. */
import { createHash } from 'node:crypto';
import type { Estate } from './estate.ts';
import { nameOf } from './labels.ts';
import type { Binding, Policy, Resource } from './resource.ts';
import { GLOBAL } from './resource-types.ts';

const accountNames = ['app', 'ci', 'reporting', 'backup', 'terraform'] as const;

interface Account {
  email: string;
  uniqueId: string;
  displayName: string;
  isDisabled: boolean;
  createTime: string;
  /** Members of roles/iam.workloadIdentityUser on it. */
  workloadIdentityUsers: string[];
}

/** The account behind an index: a generated one, or one that an admin made. */
function accountOf(estate: Estate, index: number): Account {
  const made = estate.made.serviceAccounts()[index - estate.generated('service-account', GLOBAL)];
  if (made) {
    const { email, uniqueId, name, isDisabled, workloadIdentityUsers } = made;
    return { email, uniqueId, displayName: name, isDisabled, createTime: estate.daysAgo(0), workloadIdentityUsers: [...workloadIdentityUsers] };
  }
  const dice = estate.dice('service-account', GLOBAL, index);
  const name = index === 0 ? 'app-0' : nameOf(dice, accountNames, index);
  return {
    email: `${name}@${estate.projectId}.iam.gserviceaccount.com`,
    uniqueId: `10${estate.numericId(dice)}`,
    displayName: name,
    isDisabled: index > 0 && dice.chance('disabled', 0.1),
    createTime: estate.daysAgo(100 + dice.int('age', 900)),
    workloadIdentityUsers: [],
  };
}

export function serviceAccountAt(estate: Estate, _location: string, index: number): Resource {
  const { email, uniqueId, displayName, isDisabled, createTime, workloadIdentityUsers } = accountOf(estate, index);
  const { projectId } = estate;
  return {
    name: `//iam.googleapis.com/projects/${projectId}/serviceAccounts/${uniqueId}`,
    location: GLOBAL,
    displayName,
    createTime,
    state: isDisabled ? 'DISABLED' : 'ENABLED',
    data: {
      name: `projects/${projectId}/serviceAccounts/${email}`,
      projectId,
      uniqueId,
      email,
      displayName,
      etag: 'MDEwMjE5MjA=',
      oauth2ClientId: uniqueId,
      ...(isDisabled && { disabled: true }),
    },
    ...(workloadIdentityUsers.length > 0 && {
      policy: { version: 1, etag: 'BwYk2m0Zp7M=', bindings: [{ role: 'roles/iam.workloadIdentityUser', members: workloadIdentityUsers }] },
    }),
  };
}

/** Keys that people made; each is of some generated account, those of admins' accounts follow. */
export function serviceAccountKeyAt(estate: Estate, _location: string, index: number): Resource {
  const generated = estate.generated('service-account-key', GLOBAL);
  if (index >= generated) {
    const keys = estate.made.serviceAccounts().flatMap((account) => [...account.keys.values()].map((key) => ({ account, key })));
    const { account, key } = keys[index - generated]!;
    const since = new Date(key.createdAtMs).toISOString().replace(/\.\d+Z$/, 'Z');
    return keyResource(estate, account, key.keyId, 'USER_MANAGED', since, '9999-12-31T23:59:59Z', key.isDisabled);
  }
  const dice = estate.dice('service-account-key', GLOBAL, index);
  const account = accountOf(estate, keyOwner(estate, index));
  // Half are older than the 90 days after which a key should be replaced.
  const age = dice.chance('old', 0.5) ? 91 + dice.int('age', 700) : dice.int('age', 90);
  const keyId = dice.hex('key id', 40);
  return keyResource(estate, account, keyId, 'USER_MANAGED', estate.daysAgo(age), '9999-12-31T23:59:59Z', dice.chance('disabled', 0.1));
}

/** The index of the generated account that generated key `index` is of. */
export function keyOwner(estate: Estate, index: number): number {
  return (index * 3) % Math.max(estate.generated('service-account', GLOBAL), 1);
}

export function systemKeyAt(estate: Estate, _location: string, index: number): Resource {
  const account = accountOf(estate, index);
  const keyId = createHash('sha1').update(`system ${account.email}`).digest('hex');
  return keyResource(estate, account, keyId, 'SYSTEM_MANAGED', estate.daysAgo(index % 14), estate.daysAgo(-730 + (index % 14)), false);
}

function keyResource(
  estate: Estate,
  account: { email: string; uniqueId: string },
  keyId: string,
  keyType: 'USER_MANAGED' | 'SYSTEM_MANAGED',
  validAfterTime: string,
  validBeforeTime: string,
  isDisabled: boolean,
): Resource {
  const owner = `//iam.googleapis.com/projects/${estate.projectId}/serviceAccounts/${account.uniqueId}`;
  return {
    name: `${owner}/keys/${keyId}`,
    location: GLOBAL,
    displayName: keyId,
    createTime: validAfterTime,
    parent: owner,
    data: {
      name: `projects/${estate.projectId}/serviceAccounts/${account.email}/keys/${keyId}`,
      validAfterTime,
      validBeforeTime,
      keyAlgorithm: 'KEY_ALG_RSA_2048',
      keyOrigin: 'GOOGLE_PROVIDED',
      keyType,
      ...(isDisabled && { disabled: true }),
    },
  };
}

export function projectAt(estate: Estate, _location: string, _index: number): Resource {
  const { projectId, projectNumber } = estate.options;
  const createTime = estate.daysAgo(1200);
  return {
    name: estate.projectName,
    location: GLOBAL,
    displayName: projectId,
    createTime,
    state: 'ACTIVE',
    labels: { env: 'prod' },
    policy: projectPolicy(estate),
    data: {
      name: `projects/${projectNumber}`,
      parent: 'organizations/433637338589',
      projectId,
      projectNumber,
      state: 'ACTIVE',
      displayName: projectId,
      createTime,
      updateTime: createTime,
      etag: 'W/"3f9d1c7b2a64"',
      labels: { env: 'prod' },
    },
  };
}

/** The project's bindings: some as they should be, some as they often are, and those that admins made. */
function projectPolicy(estate: Estate): Policy {
  const { projectId, projectNumber, size } = estate.options;
  const dice = estate.dice('project', GLOBAL, 0);
  const bindings: Binding[] = [
    { role: 'roles/owner', members: ['user:founder@example.com'] },
    { role: 'roles/compute.serviceAgent', members: [`serviceAccount:service-${projectNumber}@compute-system.iam.gserviceaccount.com`] },
  ];
  if (size > 0) {
    bindings.push({ role: 'roles/editor', members: [`serviceAccount:${projectNumber}-compute@developer.gserviceaccount.com`] });
    bindings.push({
      role: 'roles/viewer',
      members: ['group:engineering@example.com', ...(dice.chance('gmail', 0.5) ? ['user:contractor@gmail.com'] : [])],
    });
    bindings.push({
      role: 'roles/storage.admin',
      members: [`serviceAccount:app-0@${projectId}.iam.gserviceaccount.com`],
      condition: { title: 'only backups', expression: 'resource.name.startsWith("projects/_/buckets/backups")' },
    });
    if (dice.chance('token creator', 0.6)) bindings.push({ role: 'roles/iam.serviceAccountTokenCreator', members: ['user:dev@example.com'] });
    if (dice.chance('kms both', 0.4)) {
      bindings.push({ role: 'roles/cloudkms.admin', members: ['user:dev@example.com'] });
      bindings.push({ role: 'roles/cloudkms.cryptoKeyEncrypterDecrypter', members: ['user:dev@example.com'] });
    }
  }
  for (const made of estate.made.bindings()) {
    const existing = bindings.find(({ role, condition }) => role === made.role && !condition);
    if (existing) existing.members.push(...made.members);
    else bindings.push(made);
  }
  const hasAudit = size > 0 && dice.chance('audit', 0.5);
  return {
    version: 1,
    etag: 'BwYk2m0Zp7M=',
    bindings,
    ...(hasAudit && {
      auditConfigs: [{ service: 'allServices', auditLogConfigs: ['ADMIN_READ', 'DATA_READ', 'DATA_WRITE'].map((logType) => ({ logType })) }],
    }),
  };
}
