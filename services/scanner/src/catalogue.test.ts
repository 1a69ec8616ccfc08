import { describe, expect, it } from '@jest/globals';
import { preflights } from '@offload/contracts';
import { catalogueOf } from './catalogue.ts';

/** The ceilings of what the product may ask for, and of what it may use when it is there. */
const requirable =
  /^(securityhub:GetFindings|guardduty:(ListDetectors|ListFindings|GetFindings)|ec2:Describe\w+|iam:(Get|List)\w+|s3:(Get|List)\w+|rds:Describe\w+|lambda:(GetFunction|List)\w*|cloudtrail:DescribeTrails|kms:(DescribeKey|ListKeys))$/;
const optional =
  /^(cloudtrail:GetTrailStatus|ec2:GetEbsEncryptionByDefault|kms:(GetKeyRotationStatus|ListResourceTags)|lambda:(GetPolicy|ListTags))$/;

/** They read customers' data, code or secrets. */
const never = /^(s3:GetObject\w*|lambda:GetFunction|ec2:DescribeInstanceAttribute|ec2:DescribeLaunchTemplateVersions|ssm:\w+|secretsmanager:\w+)$/;

describe('the catalogue of AWS', () => {
  it('requires only what the product may ask for', () => {
    for (const { action, required } of catalogueOf('AWS').actions) expect(action).toMatch(required ? requirable : optional);
  });

  it('never reads customers’ data, code or secrets', () => {
    for (const { action } of catalogueOf('AWS').actions) expect(action).not.toMatch(never);
  });

  it('knows what each check costs: only its own actions make it unknown', () => {
    const rotated = catalogueOf('AWS').checks.find(({ id }) => id === 'aws.kms.key-rotated');
    const pending = catalogueOf('AWS').checks.find(({ id }) => id === 'aws.kms.key-not-pending-deletion');
    expect(rotated?.neededActions).toEqual(['kms:DescribeKey', 'kms:GetKeyRotationStatus', 'kms:ListKeys']);
    expect(pending?.neededActions).toEqual(['kms:DescribeKey', 'kms:ListKeys']);
  });

  it('is what the preflight tells the other services', () => {
    expect(preflights.AWS).toEqual(catalogueOf('AWS').actions);
  });

  it('has at least 28 checks, with the controls of CIS AWS Foundations', () => {
    expect(catalogueOf('AWS').checks.length).toBeGreaterThanOrEqual(28);
    const cis = new Set(catalogueOf('AWS').checks.flatMap(({ controls }) => controls['cis-aws-foundations-3.0'] ?? []));
    for (const control of ['1.4', '1.5', '1.8', '1.10', '1.14', '2.1.4', '2.2.1', '2.3.3', '3.1', '3.6', '3.7', '5.2', '5.3', '5.4', '5.6']) {
      expect(cis).toContain(control);
    }
  });

  it('narrows every job’s lease to a session policy of under 1,800 characters', () => {
    for (const { actions } of catalogueOf('AWS').services) {
      const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
      expect(JSON.stringify(policy).length).toBeLessThan(1_800);
    }
  });
});

describe('the catalogue of Google Cloud', () => {
  const { checks, actions } = catalogueOf('GCP');

  it('requires nothing that the roles of the product do not grant', () => {
    const required = actions.filter((one) => one.required).map(({ action }) => action);
    expect(required).toEqual([
      // roles/cloudasset.viewer
      'cloudasset.assets.listIamPolicy',
      'cloudasset.assets.listResource',
      'cloudasset.assets.searchAllResources',
      // roles/viewer
      'resourcemanager.projects.get',
      // roles/iam.securityReviewer
      'resourcemanager.projects.getIamPolicy',
      // roles/securitycenter.findingsViewer
      'securitycenter.findings.list',
    ]);
  });

  it('goes without registries and clusters where they may not be seen', () => {
    const optional = actions.filter((one) => !one.required).map(({ action }) => action);
    expect(optional).toEqual(['artifactregistry.repositories.list', 'container.clusters.list']);
  });

  it('is what the preflight tells the other services', () => {
    expect(preflights.GCP).toEqual(actions);
  });

  it('has checks of every section of CIS GCP Foundations that a project’s own configuration answers', () => {
    const cis = new Set(checks.flatMap(({ controls }) => controls['cis-gcp-foundations-3.0'] ?? []));
    const sections = Map.groupBy(cis, (control) => control.split('.')[0]);
    expect([...sections.keys()].toSorted()).toEqual(['1', '2', '3', '4', '5', '6', '7']);
    for (const control of [
      '1.4',
      '1.5',
      '1.7',
      '1.9',
      '1.10',
      '2.1',
      '2.2',
      '3.1',
      '3.6',
      '3.7',
      '3.8',
      '4.1',
      '4.2',
      '4.9',
      '5.1',
      '5.2',
      '6.4',
      '6.5',
      '7.1',
    ])
      expect(cis).toContain(control);
  });
});
