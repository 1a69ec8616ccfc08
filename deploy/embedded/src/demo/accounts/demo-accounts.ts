import { awsDemoAccount } from './aws-demo-account.ts';
import { azureDemoAccount } from './azure-demo-account.ts';
import type { DemoAccount } from './demo-account.ts';
import { gcpDemoAccount } from './gcp-demo-account.ts';

/** One account of each provider. */
export const demoAccounts: readonly DemoAccount[] = [awsDemoAccount, azureDemoAccount, gcpDemoAccount];
