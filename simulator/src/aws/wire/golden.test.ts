/** Samples of the wire written by hand from AWS' own documents: the other tests share the SDK's schemas with the code, these do not. */
import { describe, expect, it } from '@jest/globals';
import { AwsError } from './aws-error.ts';
import { readQuery, readRest } from './read-input.ts';
import { accessDenied, refusal } from './refusals.ts';
import { routeRest } from './route-rest.ts';
import { loadService, type Protocol } from './services.ts';
import { isSignatureValid, parseAuthorization } from './sigv4.ts';
import { writeError, writeOutput } from './write-answer.ts';

async function output(service: string, operation: string, value: Record<string, unknown>) {
  const model = await loadService(service);
  return writeOutput(model, model.operations.get(operation)!, value, 'request-1');
}

describe('answers', () => {
  it('ec2Query: sets of items, lower-case names, seconds without fraction', async () => {
    const { body } = await output('ec2', 'DescribeVpcs', {
      Vpcs: [{ VpcId: 'vpc-1', IsDefault: true, Tags: [{ Key: 'Name', Value: 'a & <b>' }] }],
      NextToken: 'more',
    });
    expect(body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<DescribeVpcsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>request-1</requestId>' +
        '<vpcSet><item><vpcId>vpc-1</vpcId><isDefault>true</isDefault><tagSet><item><key>Name</key><value>a &amp; &lt;b&gt;</value></item></tagSet></item></vpcSet>' +
        '<nextToken>more</nextToken></DescribeVpcsResponse>',
    );
  });

  it('awsQuery: a result within a response, lists of members', async () => {
    const { body } = await output('iam', 'ListUsers', {
      Users: [
        { Path: '/', UserName: 'anna', UserId: 'AIDA1', Arn: 'arn:aws:iam::1:user/anna', CreateDate: new Date('2026-01-02T03:04:05.000Z') },
      ],
      IsTruncated: false,
    });
    expect(body).toBe(
      '<ListUsersResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListUsersResult><Users><member><Path>/</Path><UserName>anna</UserName>' +
        '<UserId>AIDA1</UserId><Arn>arn:aws:iam::1:user/anna</Arn><CreateDate>2026-01-02T03:04:05Z</CreateDate></member></Users><IsTruncated>false</IsTruncated>' +
        '</ListUsersResult><ResponseMetadata><RequestId>request-1</RequestId></ResponseMetadata></ListUsersResponse>',
    );
  });

  it('awsQuery: RDS names the items of its lists', async () => {
    const { body } = await output('rds', 'DescribeDBInstances', {
      DBInstances: [{ DBInstanceIdentifier: 'a', VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-1' }] }],
    });
    expect(body).toContain(
      '<DBInstances><DBInstance><DBInstanceIdentifier>a</DBInstanceIdentifier><VpcSecurityGroups><VpcSecurityGroupMembership>' +
        '<VpcSecurityGroupId>sg-1</VpcSecurityGroupId></VpcSecurityGroupMembership></VpcSecurityGroups></DBInstance></DBInstances>',
    );
  });

  it('restXml: the bare location, grantees with their type as an attribute', async () => {
    expect((await output('s3', 'GetBucketLocation', { LocationConstraint: 'eu-west-1' })).body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">eu-west-1</LocationConstraint>',
    );
    const acl = await output('s3', 'GetBucketAcl', {
      Grants: [{ Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/global/AllUsers' }, Permission: 'READ' }],
    });
    expect(acl.body).toContain(
      '<AccessControlList><Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Group">' +
        '<URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee><Permission>READ</Permission></Grant></AccessControlList>',
    );
  });

  it('awsJson: member names as they are, timestamps as epoch seconds', async () => {
    const { body, headers } = await output('kms', 'DescribeKey', {
      KeyMetadata: { KeyId: 'k', CreationDate: new Date('2026-01-02T03:04:05.250Z'), Enabled: true },
    });
    expect(body).toBe('{"KeyMetadata":{"KeyId":"k","CreationDate":1767323045.25,"Enabled":true}}');
    expect(headers['content-type']).toBe('application/x-amz-json-1.1');
  });

  it('restJson: names of the JSON, not of the SDK', async () => {
    expect((await output('guardduty', 'ListDetectors', { DetectorIds: ['d1'], NextToken: 'n' })).body).toBe(
      '{"detectorIds":["d1"],"nextToken":"n"}',
    );
  });
});

describe('errors', () => {
  const denied = 'User: u is not authorized to perform: x:Y because no identity-based policy allows the x:Y action';

  it.each<[Protocol, number, string]>([
    [
      'awsQuery',
      403,
      `<ErrorResponse xmlns="ns"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${denied}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
    ],
    [
      'ec2Query',
      403,
      `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized to perform this operation. ${denied}</Message></Error></Errors><RequestID>r</RequestID></Response>`,
    ],
    [
      'restXml',
      403,
      `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>${denied}</Message><RequestId>r</RequestId><HostId>simulated</HostId></Error>`,
    ],
    ['restJson1', 403, `{"message":"${denied}"}`],
    ['awsJson1_1', 400, `{"__type":"AccessDeniedException","message":"${denied}"}`],
  ])('a denial in %s', (protocol, status, body) => {
    const answer = writeError(protocol, 'ns', accessDenied(protocol, denied), 'r');
    expect([answer.status, answer.body]).toEqual([status, body]);
  });

  it('names the type of a restJson error in a header', () => {
    expect(writeError('restJson1', '', refusal('expiredToken', 'restJson1'), 'r').headers['x-amzn-errortype']).toBe(
      'ExpiredTokenException',
    );
  });

  it('puts further elements of an S3 error into its body, and headers beside it', () => {
    const { body, headers } = writeError(
      'restXml',
      '',
      new AwsError(301, 'PermanentRedirect', 'elsewhere', { Bucket: 'b', 'header:x-amz-bucket-region': 'eu-west-1' }),
      'r',
    );
    expect(body).toContain('<Message>elsewhere</Message><Bucket>b</Bucket>');
    expect(headers['x-amz-bucket-region']).toBe('eu-west-1');
  });
});

describe('requests', () => {
  it('ec2Query: numbered lists without `member`', async () => {
    const operation = (await loadService('ec2')).operations.get('DescribeInstances')!;
    const form = new URLSearchParams(
      'Action=DescribeInstances&Version=2016-11-15&Filter.1.Name=vpc-id&Filter.1.Value.1=vpc-1&Filter.1.Value.2=vpc-2&MaxResults=5&InstanceId.1=i-1',
    );
    expect(readQuery(operation, form, true)).toEqual({
      Filters: [{ Name: 'vpc-id', Values: ['vpc-1', 'vpc-2'] }],
      MaxResults: 5,
      InstanceIds: ['i-1'],
    });
  });

  it('awsQuery: members, or the list items by their name', async () => {
    const assume = (await loadService('sts')).operations.get('AssumeRole')!;
    expect(readQuery(assume, new URLSearchParams('RoleArn=arn&PolicyArns.member.1.arn=p1&DurationSeconds=900'), false)).toEqual({
      RoleArn: 'arn',
      PolicyArns: [{ arn: 'p1' }],
      DurationSeconds: 900,
    });
    const databases = (await loadService('rds')).operations.get('DescribeDBInstances')!;
    expect(readQuery(databases, new URLSearchParams('Filters.Filter.1.Name=engine&Filters.Filter.1.Values.Value.1=mysql'), false)).toEqual({
      Filters: [{ Name: 'engine', Values: ['mysql'] }],
    });
  });

  it('REST: the most specific route by path, parameters and bucket', async () => {
    const s3 = await loadService('s3');
    const name = (method: string, path: string, query: string) => routeRest(s3.routes, method, path, new URLSearchParams(query), true);
    expect(name('GET', '/', '')?.operation.name).toBe('ListBuckets');
    expect(name('GET', '/my-bucket', 'list-type=2')?.operation.name).toBe('ListObjectsV2');
    expect(name('GET', '/my-bucket', 'policyStatus')?.operation.name).toBe('GetBucketPolicyStatus');
    expect(name('GET', '/my-bucket/a%20b/c', '')).toMatchObject({
      operation: { name: 'GetObject' },
      labels: { Bucket: 'my-bucket', Key: 'a b/c' },
    });
    const lambda = await loadService('lambda');
    expect(routeRest(lambda.routes, 'GET', '/2015-03-31/functions/resize-1/configuration', new URLSearchParams(), false)).toMatchObject({
      operation: { name: 'GetFunctionConfiguration' },
      labels: { FunctionName: 'resize-1' },
    });
    expect(routeRest(lambda.routes, 'PATCH', '/nowhere', new URLSearchParams(), false)).toBeUndefined();
  });

  it('restJson: body by JSON names, labels and query parameters beside it', async () => {
    const operation = (await loadService('guardduty')).operations.get('ListFindings')!;
    const body = Buffer.from('{"findingCriteria":{"criterion":{"severity":{"gte":4}}},"maxResults":50}');
    expect(readRest(operation, { DetectorId: 'd1' }, new URLSearchParams(), {}, body, true)).toEqual({
      DetectorId: 'd1',
      FindingCriteria: { Criterion: { severity: { Gte: 4 } } },
      MaxResults: 50,
    });
  });
});

describe('Signature Version 4', () => {
  // From AWS' published signature test suite.
  const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
  const authorization = (headers: string, signature: string) =>
    parseAuthorization(
      `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${headers}, Signature=${signature}`,
    )!;
  const request = (url: string) => ({
    method: 'GET',
    url,
    headers: { host: 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z' },
    body: Buffer.alloc(0),
  });

  it('accepts get-vanilla of the published test suite', () => {
    expect(
      isSignatureValid(
        request('/'),
        authorization('host;x-amz-date', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'),
        secret,
      ),
    ).toBe(true);
  });

  it('accepts get-vanilla-query-order-key-case of the published test suite', () => {
    const signed = authorization('host;x-amz-date', 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500');
    expect(isSignatureValid(request('/?Param2=value2&Param1=value1'), signed, secret)).toBe(true);
  });

  it.each([
    ['another secret', request('/'), 'not-the-secret'],
    ['another path', request('/x'), secret],
    ['another body', { ...request('/'), body: Buffer.from('x') }, secret],
    ['another method', { ...request('/'), method: 'POST' }, secret],
  ])('refuses %s', (_what, changed, key) => {
    expect(
      isSignatureValid(changed, authorization('host;x-amz-date', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'), key),
    ).toBe(false);
  });

  it('refuses a signature that leaves the host out', () => {
    expect(
      isSignatureValid(
        request('/'),
        authorization('x-amz-date', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'),
        secret,
      ),
    ).toBe(false);
  });

  it.each([
    '',
    'Basic abc',
    'AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=00',
    'AWS4-HMAC-SHA256 Credential=A/20150830/r/s/other, SignedHeaders=host, Signature=' + '0'.repeat(64),
  ])('finds no authorization in %p', (header) => {
    expect(parseAuthorization(header)).toBeUndefined();
  });
});
