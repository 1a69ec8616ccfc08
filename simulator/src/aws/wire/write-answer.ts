/** Renders an operation's output, or an error, as the service's protocol does. */
import type { Answer } from '../../server/cloud.ts';
import type { AwsError } from './aws-error.ts';
import { membersOf, traitsOf, type Operation } from './operation.ts';
import type { Protocol, Service } from './services.ts';
import { jsonValue } from './write-json.ts';
import { escapeXml, xmlElement, xmlMembers } from './write-xml.ts';

const prolog = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** The success answer. `output` has the SDK's shape; members that the schema does not know are left out. */
export function writeOutput(service: Service, operation: Operation, output: Record<string, unknown>, requestId: string): Answer {
  const { protocol, namespace } = service;
  const { name, output: schema } = operation;
  switch (protocol) {
    case 'ec2Query':
      return xml(
        200,
        `${prolog}<${name}Response xmlns="${namespace}"><requestId>${requestId}</requestId>${xmlMembers(schema)(output)}</${name}Response>`,
      );
    case 'awsQuery': {
      const result = schema.isStructSchema() ? `<${name}Result>${xmlMembers(schema)(output)}</${name}Result>` : '';
      return xml(
        200,
        `<${name}Response xmlns="${namespace}">${result}<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${name}Response>`,
      );
    }
    case 'awsJson1_1':
      return json(
        200,
        'application/x-amz-json-1.1',
        JSON.stringify(schema.isStructSchema() ? jsonValue(schema, false)(output) : {}),
        requestId,
      );
    case 'restXml':
    case 'restJson1':
      return writeRest(service, operation, output, requestId);
  }
}

function writeRest(service: Service, operation: Operation, output: Record<string, unknown>, requestId: string): Answer {
  const schema = operation.output;
  const isXml = service.protocol === 'restXml';
  const answer: Answer = {
    status: operation.http?.[2] ?? 200,
    headers: isXml ? { 'x-amz-request-id': requestId } : { 'x-amzn-requestid': requestId },
    body: '',
  };
  const document: Record<string, unknown> = {};
  let isPayloadBound = false;
  for (const [name, member] of membersOf(schema)) {
    const traits = traitsOf(member);
    if (traits.httpPayload) isPayloadBound = true;
    const value = output[name];
    if (value === undefined || value === null) continue;
    if (traits.httpHeader) {
      answer.headers[traits.httpHeader.toLowerCase()] = value instanceof Date ? value.toUTCString() : String(value);
    } else if (traits.httpPrefixHeaders) {
      for (const [key, text] of Object.entries(value as Record<string, string>))
        answer.headers[(traits.httpPrefixHeaders + key).toLowerCase()] = text;
    } else if (traits.httpResponseCode) {
      answer.status = value as number;
    } else if (!traits.httpPayload) {
      document[name] = value;
    } else if (!member.isStructSchema()) {
      answer.body = value as string | Uint8Array;
      answer.headers['content-type'] ??= 'application/octet-stream';
    } else if (isXml) {
      const tag = traits.xmlName ?? member.getName() ?? name;
      return { ...answer, ...xmlBody(`${prolog}${xmlElement(member, tag)(value)}`, answer.headers) };
    } else {
      answer.body = JSON.stringify(jsonValue(member, true)(value));
      answer.headers['content-type'] = 'application/json';
    }
  }
  if (isPayloadBound) return answer;
  if (isXml) return { ...answer, ...xmlBody(prolog + s3Document(service, operation, document), answer.headers) };
  answer.body = schema.isStructSchema() ? JSON.stringify(jsonValue(schema, true)(document)) : '';
  answer.headers['content-type'] = 'application/json';
  return answer;
}

/** S3 answers GetBucketLocation with the bare element, the one output that is not wrapped; us-east-1 is its empty form. */
function s3Document(service: Service, operation: Operation, document: Record<string, unknown>): string {
  if (operation.name === 'GetBucketLocation') {
    return `<LocationConstraint xmlns="${service.namespace}">${escapeXml(String(document.LocationConstraint ?? ''))}</LocationConstraint>`;
  }
  const tag = traitsOf(operation.output).xmlName ?? (operation.output.getName() ?? operation.name).replace(/(Output|Response)$/, 'Result');
  return `<${tag} xmlns="${service.namespace}">${xmlMembers(operation.output)(document)}</${tag}>`;
}

function xmlBody(body: string, headers: Record<string, string>) {
  return { body, headers: { ...headers, 'content-type': 'application/xml' } };
}

function xml(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/xml;charset=UTF-8' }, body };
}

function json(status: number, type: string, body: string, requestId: string, headers: Record<string, string> = {}): Answer {
  return { status, headers: { 'content-type': type, 'x-amzn-requestid': requestId, ...headers }, body };
}

/** The error answer of a protocol. */
export function writeError(protocol: Protocol, namespace: string, error: AwsError, requestId: string): Answer {
  const headers: Record<string, string> = {};
  let details = '';
  for (const [name, value] of Object.entries(error.details)) {
    if (name.startsWith('header:')) headers[name.slice('header:'.length)] = value;
    else details += `<${name}>${escapeXml(value)}</${name}>`;
  }
  const code = `<Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>`;
  const answer = writeErrorBody();
  Object.assign(answer.headers, headers);
  return answer;

  function writeErrorBody(): Answer {
    switch (protocol) {
      case 'ec2Query':
        return xml(
          error.status,
          `${prolog}<Response><Errors><Error>${code}</Error></Errors><RequestID>${requestId}</RequestID></Response>`,
        );
      case 'awsQuery': {
        const type = error.status < 500 ? 'Sender' : 'Receiver';
        return xml(
          error.status,
          `<ErrorResponse xmlns="${namespace}"><Error><Type>${type}</Type>${code}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
        );
      }
      case 'restXml':
        return {
          status: error.status,
          headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId },
          body: `${prolog}<Error>${code}${details}<RequestId>${requestId}</RequestId><HostId>simulated</HostId></Error>`,
        };
      case 'restJson1':
        return json(
          error.status,
          'application/json',
          JSON.stringify({ message: error.message, ...bodyDetails(error.details) }),
          requestId,
          { 'x-amzn-errortype': error.code },
        );
      case 'awsJson1_1':
        return json(error.status, 'application/x-amz-json-1.1', JSON.stringify({ __type: error.code, message: error.message }), requestId);
    }
  }
}

function bodyDetails(details: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(details).filter(([name]) => !name.startsWith('header:')));
}
