import { cloudRegions, type CloudProvider } from '@offload/contracts';
import { invalidInput, type ConnectRefused } from './cloud-account.errors.ts';

/** What every account to connect is entered with, whatever the provider. */
export interface ConnectCloudAccount {
  name: string;
  initialScan?: boolean | null;
  regions?: readonly string[] | null;
  acceptPartialAccess?: boolean | null;
  idempotencyKey?: string | null;
}

const longestName = 200;
const mostRegions = 40;
const controlCharacter = /[\u0000-\u001f\u007f]/;

/** What is wrong with the form of an input, before anybody is asked; undefined when nothing is. Never repeats what was entered. */
export const checkConnectInput = (provider: CloudProvider, input: ConnectCloudAccount): ConnectRefused | undefined =>
  checkName(input.name.trim()) ?? checkRegions(provider, input.regions) ?? checkIdempotencyKey(input.idempotencyKey);

function checkName(name: string): ConnectRefused | undefined {
  if (name.length === 0) return invalidInput('name', 'INVALID_NAME', 'The name is empty', 'Give the account a name of 1 to 200 characters');
  if (name.length > longestName) {
    return invalidInput('name', 'INVALID_NAME', `The name has ${name.length} characters`, 'Give the account a name of 1 to 200 characters');
  }
  if (controlCharacter.test(name)) return invalidInput('name', 'INVALID_NAME', 'The name holds control characters', 'Leave them out');
  return undefined;
}

function checkRegions(provider: CloudProvider, regions: readonly string[] | null | undefined): ConnectRefused | undefined {
  if (!regions) return undefined;
  if (regions.length === 0 || regions.length > mostRegions) {
    return invalidInput('regions', 'INVALID_REGION', `${regions.length} regions were given`, `Give 1 to ${mostRegions}, or leave the field out`);
  }
  const { form, title, example } = cloudRegions[provider];
  const wrong = regions.findIndex((region) => !form.test(region));
  return wrong < 0 ? undefined : invalidInput(`regions.${wrong}`, 'INVALID_REGION', `This is not a ${title}`, `Use names such as ${example}`);
}

function checkIdempotencyKey(key: string | null | undefined): ConnectRefused | undefined {
  if (key == null || /^[\x21-\x7e]{1,128}$/.test(key)) return undefined;
  return invalidInput('idempotencyKey', 'INVALID_IDEMPOTENCY_KEY', 'The idempotency key has the wrong form', 'Use 1 to 128 printable ASCII characters');
}
