import { describe, expect, it } from '@jest/globals';
import { holds, mapClaims, readCondition, readMapping } from './attributes.ts';

const claims = { sub: 'offload:acme:kit', tenant: 'acme', count: 3 };
const attributes = mapClaims(readMapping({ 'google.subject': 'assertion.sub', 'attribute.tenant': 'assertion.tenant' }), claims);

describe('a condition', () => {
  it.each([
    ['assertion.sub == "offload:acme:kit"', true],
    ["assertion.sub=='offload:acme:kit'", true],
    ['assertion.sub == "offload:acme:other"', false],
    ['assertion.sub != "offload:acme:other"', true],
    ['google.subject == "offload:acme:kit" && attribute.tenant == "acme"', true],
    ['google.subject == "offload:acme:kit" && attribute.tenant == "other"', false],
    ['attribute.tenant == "other" && google.subject == "offload:acme:kit"', false],
    ['assertion.sub == "a && b"', false],
    ['assertion.missing == "x"', false],
    ['assertion.missing != "x"', false],
    ['assertion.count != "x"', false],
  ])('%s is %s', (expression, expected) => {
    expect(holds(readCondition(expression), claims, attributes)).toBe(expected);
  });

  it.each([
    'assertion.sub',
    'assertion.sub == offload',
    'assertion.sub == "a" || assertion.sub == "b"',
    'assertion.sub == "a" &&',
    'assertion.sub.startsWith("a")',
    'true',
    '!(assertion.sub == "a")',
    'assertion.sub == "a" assertion.sub == "b"',
  ])('%s is refused, not ignored', (expression) => {
    expect(() => readCondition(expression)).toThrow('does not understand the condition');
  });
});

describe('a mapping', () => {
  it('gives the subject, and attributes, from claims that are texts', () => {
    expect(Object.fromEntries(attributes)).toEqual({ 'google.subject': 'offload:acme:kit', 'attribute.tenant': 'acme' });
    expect(mapClaims(readMapping({ 'google.subject': 'assertion.count' }), claims).size).toBe(0);
  });

  it('without a subject, or by an expression, is refused', () => {
    expect(() => readMapping({ 'attribute.tenant': 'assertion.tenant' })).toThrow('google.subject');
    expect(() => readMapping({ 'google.subject': 'assertion.sub.extract("{x}")' })).toThrow('does not understand the mapping');
    expect(() => readMapping({ 'google.subject': 'assertion.sub', 'google.nonsense': 'assertion.sub' })).toThrow('does not understand the mapping');
  });
});
