import type { Estate } from './estate.ts';

export interface ConfigRuleRecord {
  name: string;
  compliance: 'COMPLIANT' | 'NON_COMPLIANT';
  nonCompliantResources: number;
}

const rules = [
  'encrypted-volumes',
  'restricted-ssh',
  's3-bucket-public-read-prohibited',
  'rds-storage-encrypted',
  'iam-password-policy',
] as const;

export function configRuleAt(estate: Estate, region: string, index: number): ConfigRuleRecord {
  const dice = estate.dice('config-rule', region, index);
  const isCompliant = dice.chance('compliant', 0.6);
  return {
    name: `${rules[index % rules.length]}-${index}`,
    compliance: isCompliant ? 'COMPLIANT' : 'NON_COMPLIANT',
    nonCompliantResources: isCompliant ? 0 : 1 + dice.int('resources', 40),
  };
}
