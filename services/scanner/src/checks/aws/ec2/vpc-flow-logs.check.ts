import { ec2Vpc } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const vpcFlowLogs = check({
  id: 'aws.ec2.vpc-flow-logs',
  on: ec2Vpc,
  severity: 'medium',
  title: 'VPCs record rejected traffic in flow logs',
  why: 'Without flow logs nobody can tell afterwards who tried to reach what: neither an intrusion nor a misconfiguration leaves a trace.',
  fix: 'Create a flow log for the VPC that records at least rejected traffic, to CloudWatch Logs or S3.',
  controls: { 'cis-aws-foundations-3.0': ['3.7'], 'aws-fsbp': ['EC2.6'], 'nist-800-53-r5': ['AU-12', 'SI-4'] },
  judge: ({ flowLogs }) => {
    if (flowLogs.some(({ isActive, traffic }) => isActive && traffic !== 'ACCEPT')) return pass;
    return fail(flowLogs.length === 0 ? 'has no flow log' : 'no active flow log records rejected traffic');
  },
  examples: {
    pass: [
      { flowLogs: [{ id: 'fl-1', isActive: true, traffic: 'ALL', destination: null }] },
      { flowLogs: [{ id: 'fl-1', isActive: true, traffic: 'REJECT', destination: null }] },
    ],
    fail: [{ flowLogs: [] }, { flowLogs: [{ id: 'fl-1', isActive: true, traffic: 'ACCEPT', destination: null }] }],
  },
});
