/** The primary region of AWS: QUICK scans look here only. */
export const awsPrimaryRegion = 'us-east-1';

/** The major commercial regions that a FULL scan looks at when nobody chose others. */
export const awsCuratedRegions = [
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
] as const;

const awsRegion = /^(?:us|eu|ap|ca|sa|me|af|il|mx)-(?:north|south|east|west|central|northeast|southeast|northwest|southwest)-\d$/;

/** Whether a text has the form of a commercial AWS region; GovCloud and China are other partitions. */
export const isAwsRegion = (text: string): boolean => awsRegion.test(text);
