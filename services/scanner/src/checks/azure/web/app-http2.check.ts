import { azureWebApp } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';
import { appWith } from './example-configuration.ts';

export const webAppHttp2 = check({
  id: 'azure.web.app-http2',
  on: azureWebApp,
  severity: 'informational',
  title: 'App Service apps speak HTTP/2',
  why: 'HTTP/2 does away with whole classes of request smuggling between proxies that HTTP/1.1 invites, and is faster.',
  fix: 'Set the HTTP version of the app to 2.0.',
  controls: { 'cis-azure-foundations-3.0': ['9.10'] },
  judge: ({ configuration: { usesHttp2 } }) => (usesHttp2 ? pass : fail('speaks HTTP/1.1 only')),
  examples: { pass: [appWith()], fail: [appWith({ usesHttp2: false })] },
});
