import { hash } from 'node:crypto';
import type { ScannedAsset } from '@offload/contracts';

/**
 * What tells two sightings of an asset apart: 32 hex digits of SHA-256 over name, tags and configuration, whatever the order of their keys.
 * Providers answer tags in any order; that must not look like a change.
 */
export function contentHash({ name, tags, configuration }: Pick<ScannedAsset, 'name' | 'tags' | 'configuration'>): string {
  return hash('sha256', JSON.stringify([name, ordered(tags), ordered(configuration)])).slice(0, 32);
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, part]) => [key, ordered(part)]);
}
