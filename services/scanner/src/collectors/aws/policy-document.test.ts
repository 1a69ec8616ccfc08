import { describe, expect, it } from '@jest/globals';
import { isForAnybody, statementsOf } from './policy-document.ts';

describe('statementsOf', () => {
  it('reads single values and single statements as lists, JSON and URL-encoded JSON alike', () => {
    const document = JSON.stringify({ Statement: { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: ['a', 'b'] } });
    const [statement] = statementsOf(document);
    expect(statement).toEqual({ isAllow: false, principals: { AWS: ['*'] }, actions: ['s3:*'], resources: ['a', 'b'], conditions: {} });
    expect(statementsOf(encodeURIComponent(document))).toEqual([statement]);
  });

  it('compares condition operators and keys without regard to case', () => {
    const Condition = { Bool: { 'aws:SecureTransport': false } };
    const [statement] = statementsOf(JSON.stringify({ Statement: [{ Effect: 'Deny', Principal: { AWS: '*' }, Action: '*', Condition }] }));
    expect(statement!.conditions).toEqual({ bool: { 'aws:securetransport': ['false'] } });
    expect(isForAnybody(statement!)).toBe(true);
  });

  it('quotes nothing of a document that it cannot read', () => {
    const read = (): unknown => statementsOf('{"Statement": secret-in-here');
    expect(read).toThrow('unexpected answer for a policy document');
    expect(read).not.toThrow(/secret/);
  });
});
