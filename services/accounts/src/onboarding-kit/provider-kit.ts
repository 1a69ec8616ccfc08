import type { OnboardingKit } from './onboarding-kit.ts';
import type { TerraformValues } from './terraform-module.ts';

/** Who the platform is to the providers; null where the operator has not said. */
export interface PlatformIdentity {
  readonly awsPrincipalArn: string | null;
  readonly oidcIssuer: string | null;
}

/** What a kit is written from. */
export interface KitFacts {
  readonly kit: OnboardingKit;
  readonly tenantId: string;
  readonly platform: PlatformIdentity;
  readonly now: Date;
}

/** What a customer of one provider is told. */
export interface KitContent {
  /** What the customer's side must trust: each for the provider that has such a thing. */
  readonly trust: KitTrust;
  /** For the variables of the Terraform module that the kit knows; the others are the person's to say. */
  readonly variables: TerraformValues;
  /** The same without Terraform: lines for a POSIX shell, in the provider's own command line, in order. */
  readonly commands: readonly string[];
  /** What to do with the Terraform, step by step. */
  readonly steps: readonly string[];
}

export interface KitTrust {
  readonly awsPrincipalArn?: string;
  readonly oidcIssuer?: string;
  readonly subject?: string;
  readonly audience?: string;
}

/** How a customer of one provider lets the platform in. */
export interface ProviderKit {
  /** The folder of the module, below TERRAFORM_DIRECTORY. */
  readonly module: string;
  /** Why no kit can be made on this platform; undefined when one can. */
  unavailable(platform: PlatformIdentity): string | undefined;
  /** A fresh external ID, where the provider has them; null where not. */
  newExternalId(): string | null;
  write(facts: KitFacts): KitContent;
}
