import { azureDefenderPlan } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

/** The plans that the benchmark names, in the order of its controls. */
const wantedPlans = [
  ...['VirtualMachines', 'Containers', 'StorageAccounts', 'AppServices', 'CosmosDbs', 'OpenSourceRelationalDatabases'],
  ...['SqlServers', 'SqlServerVirtualMachines', 'KeyVaults', 'Arm'],
];

export const defenderPlanOn = check({
  id: 'azure.security.defender-plan-on',
  on: azureDefenderPlan,
  severity: 'medium',
  title: 'Defender for Cloud watches every kind of resource',
  why: 'Without its plan, Defender does not look for attacks on that kind of resource: they go unnoticed.',
  fix: 'Switch the plan on in Defender for Cloud, Environment settings.',
  controls: {
    'cis-azure-foundations-3.0': [
      ...['3.1.3.1', '3.1.4.1', '3.1.5.1', '3.1.6.1', '3.1.7.1', '3.1.7.2'],
      ...['3.1.7.3', '3.1.7.4', '3.1.8.1', '3.1.9.1'],
    ],
    'nist-800-53-r5': ['RA-5', 'SI-4'],
  },
  judge: ({ plan, isOn }) => (wantedPlans.includes(plan) && !isOn ? fail(`the plan ${plan} is off`) : pass),
  examples: {
    pass: [
      { plan: 'StorageAccounts', isOn: true },
      { plan: 'Discovery', isOn: false },
    ],
    fail: [
      { plan: 'StorageAccounts', isOn: false },
      { plan: 'Arm', isOn: false },
    ],
  },
});
