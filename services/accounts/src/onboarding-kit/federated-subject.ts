/**
 * What the platform's OIDC issuer vouches for on behalf of one kit: `offload:<tenant>:<kit>`. What trusts the platform trusts this subject and no other, so that
 * knowing its ids is worth nothing to another tenant.
 */
export const federatedSubjectOf = (tenantId: string, kitId: string): string => `offload:${tenantId}:${kitId}`;

/** What Entra wants every federated assertion to be made for. */
export const azureAudience = 'api://AzureADTokenExchange';
/** What AWS's own libraries make assertions for: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html */
export const awsAudience = 'sts.amazonaws.com';
