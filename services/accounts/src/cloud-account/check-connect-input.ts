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

/** What is wrong when of several ways to let the platform in not exactly one was given; undefined when one was. The fault is told at the first. */
export function checkExactlyOneOf(ways: Readonly<Record<string, unknown>>, remedy: string): ConnectRefused | undefined {
  const names = Object.keys(ways);
  const given = Object.values(ways).filter(Boolean).length;
  if (given === 1) return undefined;
  const message = `Of ${names.slice(0, -1).join(', ')} and ${names.at(-1)}, ${given === 0 ? 'none was' : `${given} were`} given`;
  return invalidInput(names[0]!, 'EXACTLY_ONE_OF', message, `Give exactly one of them; ${remedy}`);
}

/** What is wrong with values that are longer than any of their kind: they are not passed on to be looked at. Fields as paths from the input. */
export function checkLengths(most: number, values: Readonly<Record<string, string | null | undefined>>): ConnectRefused | undefined {
  const tooLong = Object.entries(values).find(([, value]) => (value?.length ?? 0) > most);
  if (!tooLong) return undefined;
  const [field, value] = tooLong;
  return invalidInput(field, 'TOO_LONG', `The value has ${value!.length} characters`, `Copy it again: none of its kind has more than ${most}`);
}

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
