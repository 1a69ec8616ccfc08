import type { CloudRegions } from './cloud-regions.ts';

export const awsRegions: CloudRegions = {
  primary: 'us-east-1',
  curated: [
    'us-east-1',
    'us-east-2',
    'us-west-1',
    'us-west-2',
    'ca-central-1',
    'eu-west-1',
    'eu-west-2',
    'eu-central-1',
    'eu-north-1',
    'ap-southeast-1',
    'ap-southeast-2',
    'ap-northeast-1',
  ],
  // GovCloud and China are other partitions.
  form: /^(?:us|eu|ap|ca|sa|me|af|il|mx)-(?:north|south|east|west|central|northeast|southeast|northwest|southwest)-\d$/,
  title: 'commercial AWS region',
  example: 'eu-central-1',
};
