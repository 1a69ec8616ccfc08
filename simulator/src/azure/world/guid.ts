import { createHmac } from 'node:crypto';

/** A GUID that depends on the seed and the name alone. */
export function guidOf(seed: string, name: string): string {
  return formatGuid(createHmac('sha256', seed).update(name).digest('hex'));
}

/** 32 hexadecimal digits as a GUID of version 4. */
export function formatGuid(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Whether a text has the form of a GUID. */
export const isGuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
