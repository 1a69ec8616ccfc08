/** The custom metadata of an instance or a project: scripts, keys and configuration, whatever a customer puts there. */
export interface InstanceMetadata {
  readonly items?: readonly { readonly key?: string; readonly value?: string }[];
}

const meaningful = new Set(['enable-oslogin', 'block-project-ssh-keys', 'serial-port-enable']);

/** A flag of the metadata; null when it is not set. */
export function metadataFlag(metadata: InstanceMetadata | undefined, key: string): boolean | null {
  const item = metadata?.items?.find((one) => one.key === key);
  // https://cloud.google.com/compute/docs/metadata/setting-custom-metadata#boolean
  return item === undefined ? null : /^(?:true|yes|y|1)$/i.test(item.value?.trim() ?? '');
}

/** The names of the keys that Google gives no meaning to. Values hold secrets, and stay where they are. */
export const otherMetadataKeys = (metadata: InstanceMetadata | undefined): string[] =>
  (metadata?.items ?? []).map(({ key = '' }) => key).filter((key) => key !== '' && !meaningful.has(key));

/** Whether it carries SSH keys, under their present name or the one of old images. */
export const hasSshKeys = (metadata: InstanceMetadata | undefined): boolean =>
  (metadata?.items ?? []).some(({ key, value }) => (key === 'ssh-keys' || key === 'sshKeys') && Boolean(value));
