import {
  DescribeInstancesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVolumesCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { GetAccountAuthorizationDetailsCommand, GetAccountSummaryCommand, IAMClient, ListMFADevicesCommand } from '@aws-sdk/client-iam';
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { describe, expect, it } from '@jest/globals';
import { readInOnePass } from './read-in-one-pass.ts';

type Send = (command: never) => Promise<Record<string, unknown>>;

/** Reads an answer as a client does, in one pass or by the SDK alone. */
async function read(clientClass: new (config: never) => unknown, command: object, xml: string, isOnePass: boolean): Promise<unknown> {
  const requestHandler = { handle: async () => ({ response: { statusCode: 200, headers: {}, body: [] } }) };
  const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };
  const streamCollector = async (): Promise<Uint8Array> => new Uint8Array(Buffer.from(xml));
  const client = new clientClass({ region: 'us-east-1', credentials, requestHandler, streamCollector } as never) as { send: Send };
  if (isOnePass) readInOnePass(client);
  const { $metadata: _metadata, ...answer } = await client.send(command as never);
  return answer;
}

const instances = `<?xml version="1.0" encoding="UTF-8"?>
<!-- as EC2 writes it -->
<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
  <requestId>r</requestId>
  <reservationSet>
    <item>
      <ownerId>123456789012</ownerId><groupSet/>
      <instancesSet>
        <item>
          <instanceId>i-1</instanceId><launchTime>2026-01-02T03:04:05.000Z</launchTime>
          <instanceState><code>16</code><name>running</name></instanceState>
          <notInTheSchema><deep>1</deep><empty/></notInTheSchema>
          <ebsOptimized>false</ebsOptimized><sourceDestCheck>true</sourceDestCheck>
          <privateDnsName></privateDnsName><dnsName/>
          <tagSet>
            <item><key>Name</key><value>a &amp; b &lt;c&gt; &#233; &#x20AC; &quot;d&quot;</value></item>
            <item><key>cdata</key><value>x <![CDATA[<raw> & ]]> y</value></item>
            <item><key>blank</key><value> </value></item>
          </tagSet>
          <metadataOptions><httpTokens>required</httpTokens><httpPutResponseHopLimit>2</httpPutResponseHopLimit></metadataOptions>
        </item>
        <item><instanceId>i-2</instanceId></item>
      </instancesSet>
    </item>
  </reservationSet>
  <nextToken>more</nextToken>
</DescribeInstancesResponse>`;

const groups = `<DescribeSecurityGroupsResponse><securityGroupInfo><item><groupId>sg-1</groupId><ipPermissions><item><ipProtocol>tcp</ipProtocol>
  <fromPort>22</fromPort><toPort>22</toPort><ipRanges><item><cidrIp>0.0.0.0/0</cidrIp></item></ipRanges><ipv6Ranges/></item></ipPermissions>
  </item></securityGroupInfo></DescribeSecurityGroupsResponse>`;

const summary = `<GetAccountSummaryResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetAccountSummaryResult><SummaryMap>
  <entry><key>Users</key><value>32</value></entry><entry><key>AccountMFAEnabled</key><value>0</value></entry></SummaryMap></GetAccountSummaryResult>
  <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetAccountSummaryResponse>`;

const details = `<GetAccountAuthorizationDetailsResponse><GetAccountAuthorizationDetailsResult><IsTruncated>true</IsTruncated><Marker>m</Marker>
  <UserDetailList><member><UserName>alice</UserName><CreateDate>2025-01-01T00:00:00Z</CreateDate><GroupList><member>admins</member></GroupList>
  <AttachedManagedPolicies/><Tags><member><Key>team</Key><Value>core</Value></member></Tags></member></UserDetailList></GetAccountAuthorizationDetailsResult>
  </GetAccountAuthorizationDetailsResponse>`;

const databases = `<DescribeDBInstancesResponse><DescribeDBInstancesResult><DBInstances><DBInstance><DBInstanceIdentifier>orders</DBInstanceIdentifier>
  <AllocatedStorage>20</AllocatedStorage><MultiAZ>true</MultiAZ><InstanceCreateTime>2025-01-01T00:00:00.123Z</InstanceCreateTime>
  <VpcSecurityGroups><VpcSecurityGroupMembership><VpcSecurityGroupId>sg-1</VpcSecurityGroupId></VpcSecurityGroupMembership></VpcSecurityGroups>
  <TagList><Tag><Key>a</Key><Value>b</Value></Tag></TagList></DBInstance></DBInstances></DescribeDBInstancesResult></DescribeDBInstancesResponse>`;

describe('an answer that is read in one pass', () => {
  it.each([
    ['instances with entities, CDATA, empty and unknown elements', EC2Client, new DescribeInstancesCommand({}), instances],
    ['nested lists', EC2Client, new DescribeSecurityGroupsCommand({}), groups],
    ['an empty list', EC2Client, new DescribeVolumesCommand({}), '<DescribeVolumesResponse><volumeSet/></DescribeVolumesResponse>'],
    ['an empty answer', EC2Client, new DescribeVpcsCommand({}), '<DescribeVpcsResponse/>'],
    ['a map', IAMClient, new GetAccountSummaryCommand({}), summary],
    ['a list of names', IAMClient, new GetAccountAuthorizationDetailsCommand({}), details],
    [
      'an answer without a result',
      IAMClient,
      new ListMFADevicesCommand({}),
      '<ListMFADevicesResponse><ResponseMetadata/></ListMFADevicesResponse>',
    ],
    ['lists with tags of their own', RDSClient, new DescribeDBInstancesCommand({}), databases],
  ])('is what the SDK reads: %s', async (_what, clientClass, command, xml) => {
    expect(await read(clientClass, command, xml, true)).toEqual(await read(clientClass, command, xml, false));
  });

  it('holds what was sent', async () => {
    expect(await read(EC2Client, new DescribeInstancesCommand({}), instances, true)).toMatchObject({
      NextToken: 'more',
      Reservations: [
        {
          Instances: [
            { InstanceId: 'i-1', LaunchTime: new Date('2026-01-02T03:04:05Z'), State: { Code: 16 }, EbsOptimized: false },
            { InstanceId: 'i-2' },
          ],
        },
      ],
    });
  });

  it('is refused when it ends too early, rather than taken for short', async () => {
    const cut = instances.slice(0, instances.indexOf('<metadataOptions>'));
    await expect(read(EC2Client, new DescribeInstancesCommand({}), cut, true)).rejects.toThrow('the XML ends too early');
  });
});
