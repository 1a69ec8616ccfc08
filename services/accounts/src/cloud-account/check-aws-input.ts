import { cloudRegions } from '@offload/contracts';
import { invalidInput, type ConnectRefused } from './cloud-account.errors.ts';

/** An AWS account to connect, as it was entered; secrets are sealed. */
export interface ConnectAwsAccount {
  name: string;
  role?: { roleArn: string; externalId: string } | null;
  accessKeys?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string | null } | null;
  initialScan?: boolean | null;
  regions?: readonly string[] | null;
  acceptPartialAccess?: boolean | null;
  idempotencyKey?: string | null;
}

const longestName = 200;
const mostRegions = 40;
const controlCharacter = /[\u0000-\u001f\u007f]/;

/** What is wrong with the form of an input, before anybody is asked; undefined when nothing is. Never repeats what was entered. */
export function checkAwsInput(input: ConnectAwsAccount): ConnectRefused | undefined {
  const name = input.name.trim();
  if (name.length === 0) return invalidInput('name', 'INVALID_NAME', 'The name is empty', 'Give the account a name of 1 to 200 characters');
  if (name.length > longestName) {
    return invalidInput('name', 'INVALID_NAME', `The name has ${name.length} characters`, 'Give the account a name of 1 to 200 characters');
  }
  if (controlCharacter.test(name)) return invalidInput('name', 'INVALID_NAME', 'The name holds control characters', 'Leave them out');

  if (Boolean(input.role) === Boolean(input.accessKeys)) {
    const said = input.role ? 'both' : 'neither';
    return invalidInput('role', 'EXACTLY_ONE_OF', `Of role and accessKeys, ${said} was given`, 'Give exactly one of them; a role is better');
  }

  if (input.regions) {
    if (input.regions.length === 0 || input.regions.length > mostRegions) {
      return invalidInput('regions', 'INVALID_REGION', `${input.regions.length} regions were given`, `Give 1 to ${mostRegions}, or leave the field out`);
    }
    const wrong = input.regions.findIndex((region) => !cloudRegions.AWS.form.test(region));
    if (wrong >= 0) {
      return invalidInput(`regions.${wrong}`, 'INVALID_REGION', 'This is not a commercial AWS region', 'Use names such as eu-central-1');
    }
  }

  if (input.idempotencyKey != null && !/^[\x21-\x7e]{1,128}$/.test(input.idempotencyKey)) {
    return invalidInput('idempotencyKey', 'INVALID_IDEMPOTENCY_KEY', 'The idempotency key has the wrong form', 'Use 1 to 128 printable ASCII characters');
  }
  return undefined;
}
