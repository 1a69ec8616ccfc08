import type { CloudRegions } from './cloud-regions.ts';

export const gcpRegions: CloudRegions = {
  primary: 'us-central1',
  curated: [
    'us-central1',
    'us-east1',
    'us-west1',
    'europe-west1',
    'europe-west3',
    'europe-west4',
    'asia-southeast1',
    'asia-northeast1',
  ],
  form: /^(?:us|northamerica|southamerica|europe|asia|australia|me|africa)-(?:north|south|east|west|central|northeast|southeast|northwest|southwest)\d{1,2}$/,
  title: 'Google Cloud region',
  example: 'europe-west3',
};
