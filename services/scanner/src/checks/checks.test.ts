import { describe, expect, it } from '@jest/globals';
import { exampleTime } from '../check/check.ts';
import { fieldsReadBy } from '../catalogue.ts';
import { checks } from './registry.generated.ts';

describe.each(checks.map((check) => [check.id, check] as const))('%s', (_id, check) => {
  it('passes and fails its examples, of which it has both', () => {
    const { pass, fail } = check.examples;
    expect(pass.length).toBeGreaterThan(0);
    expect(fail.length).toBeGreaterThan(0);
    for (const example of pass)
      expect({ example, verdict: check.judge(example, { now: exampleTime }) }).toMatchObject({ verdict: { passes: true } });
    for (const example of fail) {
      expect({ example, verdict: check.judge(example, { now: exampleTime }) }).toMatchObject({
        verdict: { passes: false, message: expect.stringMatching(/\S/) },
      });
    }
  });

  it('reads nothing that its examples lack, and no field that the shape lacks', () => {
    const shape = Object.keys((check.on.shape as unknown as { shape: object }).shape);
    expect(fieldsReadBy(check).size).toBeGreaterThan(0);
    for (const field of fieldsReadBy(check)) expect(shape).toContain(field);
  });

  it('says why, what to do, and which controls it serves', () => {
    expect(check.why.length).toBeGreaterThan(20);
    expect(check.fix.length).toBeGreaterThan(10);
    expect(Object.values(check.controls).flat().length).toBeGreaterThan(0);
  });
});

describe('all checks', () => {
  it('have ids of their own', () => {
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
  });

  it('name only controls in the form of their framework', () => {
    const forms = {
      'cis-aws-foundations-3.0': /^[1-5](\.\d{1,2}){1,2}$/,
      'cis-azure-foundations-3.0': /^(?:[2-9]|10)(\.\d{1,2}){1,3}$/,
      'cis-gcp-foundations-3.0': /^[1-8](\.\d{1,2}){1,2}$/,
      'aws-fsbp': /^[A-Z]\w+\.\d{1,3}$/,
      'nist-800-53-r5': /^[A-Z]{2}-\d{1,2}$/,
    };
    for (const { controls } of checks) {
      for (const [framework, form] of Object.entries(forms)) {
        for (const control of controls[framework as keyof typeof forms] ?? []) expect(control).toMatch(form);
      }
    }
  });
});
