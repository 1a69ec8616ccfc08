/**
 * The query language of searchAllResources, as far as it is spoken here: terms that must all hold, `field:value` (value begins a word
 * of the field with `*`, or is one) and `field=value` (exactly). What is not understood is refused, never ignored.
 */
import { GLOBAL } from '../estate/resource-types.ts';
import { invalidArgument } from '../wire/google-error.ts';

export interface AssetSubject {
  name: string;
  assetType: string;
  location: string;
  displayName: string;
  state: string;
  project: string;
  labels: Record<string, string>;
}

export interface AssetQuery {
  matches(subject: AssetSubject): boolean;
  /** Whether a region (or `global`) can hold anything that matches: what cannot need not be generated. */
  mayHold(place: string): boolean;
}

interface Term {
  field: string;
  operator: ':' | '=';
  value: string;
}

const fields = ['name', 'assetType', 'location', 'displayName', 'state', 'project'] as const;

/** Throws GoogleError for a query of another form. */
export function parseAssetQuery(text: string): AssetQuery {
  const terms = termsOf(text);
  return {
    matches: (subject) => terms.every((term) => holds(term, subject)),
    mayHold: (place) =>
      terms.every(({ field, value }) => {
        if (field !== 'location') return true;
        const wanted = value.replace(/\*$/, '');
        // What is generated as `global` also lies in places of its own: buckets in `us`, keys in a region.
        return place === GLOBAL || place.startsWith(wanted) || wanted.startsWith(place);
      }),
  };
}

/** The location that a query is about, without its wildcard; `` when it names none. */
export function placeOf(text: string): string {
  const value = /(?:^|\s)location[:=]"?([\w-]+)/.exec(text)?.[1] ?? '';
  return value.replace(/-$/, '');
}

function termsOf(text: string): Term[] {
  const parts = text
    .replace(/\bAND\b/g, ' ')
    .trim()
    .split(/\s+/)
    .filter(Boolean);
  return parts.map((part) => {
    const match = /^([A-Za-z]+(?:\.[\w-]+)?)([:=])"?([^"]+)"?$/.exec(part);
    const field = match?.[1] ?? '';
    if (!match || !((fields as readonly string[]).includes(field) || field.startsWith('labels.')))
      throw invalidArgument(`The simulator does not understand the query term ${part}.`);
    return { field, operator: match[2] as ':' | '=', value: match[3]! };
  });
}

function holds({ field, operator, value }: Term, subject: AssetSubject): boolean {
  const actual = (field.startsWith('labels.') ? subject.labels[field.slice('labels.'.length)] : subject[field as keyof AssetSubject]) as
    string | undefined;
  if (actual === undefined) return false;
  if (operator === '=') return actual === value;
  const wanted = value.toLowerCase().replace(/\*$/, '');
  const text = actual.toLowerCase();
  // A value without a wildcard must be a run of whole words of the field's value.
  return value.endsWith('*')
    ? text.startsWith(wanted) || text.includes(`/${wanted}`)
    : new RegExp(`(^|[^a-z0-9])${escape(wanted)}($|[^a-z0-9])`).test(text);
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
