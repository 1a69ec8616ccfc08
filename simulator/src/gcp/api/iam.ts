/** IAM, v1: service accounts and their keys. */
import type { Call, Method } from '../call.ts';
import { GLOBAL } from '../estate/resource-types.ts';
import type { Resource } from '../estate/resource.ts';
import { notFound } from '../wire/google-error.ts';
import { page } from './page.ts';

const host = 'iam.googleapis.com';
const account = '/v1/projects/{project}/serviceAccounts/{account}';

/** `projects/-` stands for the project that the account's address names. */
const projectOf: Method['projectOf'] = ({ params }) =>
  params.project === '-' ? /@([a-z0-9-]+)\.iam\.gserviceaccount\.com$/.exec(params.account ?? '')?.[1] : params.project;

export const iamMethods: readonly Method[] = [
  { id: 'iam.projects.serviceAccounts.list', host, verb: 'GET', path: '/v1/projects/{project}/serviceAccounts', answer: listAccounts },
  { id: 'iam.projects.serviceAccounts.get', host, verb: 'GET', path: account, projectOf, answer: (call) => accountOf(call).data },
  { id: 'iam.projects.serviceAccounts.keys.list', host, verb: 'GET', path: `${account}/keys`, projectOf, answer: listKeys },
  {
    id: 'iam.projects.serviceAccounts.keys.get',
    host,
    verb: 'GET',
    path: `${account}/keys/{key}`,
    projectOf,
    answer: (call) => {
      const key = keysOf(call).find(({ displayName }) => displayName === call.params.key);
      if (!key) throw notFound(`Service account key ${call.params.key} does not exist.`);
      return key.data;
    },
  },
  {
    // Only there to be denied: the key that it names opens nothing.
    id: 'iam.projects.serviceAccounts.keys.create',
    isWrite: true,
    host,
    verb: 'POST',
    path: `${account}/keys`,
    projectOf,
    answer: (call) => ({ name: `${String(accountOf(call).data.name)}/keys/${'0'.repeat(40)}`, keyAlgorithm: 'KEY_ALG_RSA_2048' }),
  },
];

function listAccounts(call: Call): object {
  const { query } = call;
  const { items, next } = page(call, { pageSize: query.get('pageSize'), pageToken: query.get('pageToken'), usual: 20, max: 100, list: '' }, [
    { type: 'service-account', location: GLOBAL },
  ]);
  const accounts = items.map(({ resource }) => resource.data);
  return { ...(accounts.length > 0 && { accounts }), ...(next !== undefined && { nextPageToken: next }) };
}

function listKeys(call: Call): object {
  const types = call.query.getAll('keyTypes');
  const keys = keysOf(call)
    .map(({ data }) => data)
    .filter(({ keyType }) => types.length === 0 || types.includes(String(keyType)));
  return keys.length > 0 ? { keys } : {};
}

/** Its own key of Google's and those that people made. */
function keysOf(call: Call): Resource[] {
  const { data } = accountOf(call);
  const { estate } = call.project;
  return (['service-account-system-key', 'service-account-key'] as const).flatMap((type) =>
    range(estate.count(type, GLOBAL))
      .map((index) => estate.at(type, GLOBAL, index))
      .filter((key) => key !== undefined)
      .filter((key) => String(key.data.name).startsWith(`${String(data.name)}/keys/`)),
  );
}

function accountOf({ project, params }: Call): Resource {
  const { estate } = project;
  const wanted = params.account;
  for (const index of range(estate.count('service-account', GLOBAL))) {
    const found = estate.at('service-account', GLOBAL, index);
    if (found && (found.data.email === wanted || found.data.uniqueId === wanted)) return found;
  }
  throw notFound(`Service account projects/${project.projectId}/serviceAccounts/${wanted} does not exist.`);
}

const range = (count: number) => Array.from({ length: count }, (_value, index) => index);
