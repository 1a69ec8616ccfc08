/** The ARN of the resource that a call is about, for policies that grant by resource; `*` where the operation takes none or many. */
import type { Input } from '../wire/read-input.ts';

interface Scope {
  service: string;
  region: string;
  accountId: string;
  input: Input;
}

export function resourceOfCall({ service, region, accountId, input }: Scope): string {
  const text = (name: string): string | undefined => {
    const value = input[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const arn = (kind: string, name: string | undefined, isGlobal = false) => {
    if (name === undefined) return '*';
    return name.startsWith('arn:') ? name : `arn:aws:${service}:${isGlobal ? '' : region}:${accountId}:${kind}${name}`;
  };
  switch (service) {
    case 's3': {
      const bucket = text('Bucket');
      if (bucket === undefined) return '*';
      const key = text('Key');
      return key === undefined ? `arn:aws:s3:::${bucket}` : `arn:aws:s3:::${bucket}/${key}`;
    }
    case 'iam': {
      if (text('PolicySourceArn')) return text('PolicySourceArn')!;
      if (text('RoleName')) return arn('role/', text('RoleName'), true);
      if (text('UserName')) return arn('user/', text('UserName'), true);
      return text('PolicyArn') ?? '*';
    }
    case 'lambda':
      return arn('function:', text('FunctionName') ?? text('Resource'));
    case 'kms':
      return text('KeyId')?.startsWith('alias/') ? '*' : arn('key/', text('KeyId'));
    case 'guardduty':
      return arn('detector/', text('DetectorId'));
    case 'eks':
      return arn('cluster/', text('name'));
    case 'ecr':
      return arn('repository/', text('repositoryName'));
    case 'sts':
      return text('RoleArn') ?? '*';
    default:
      return '*';
  }
}
