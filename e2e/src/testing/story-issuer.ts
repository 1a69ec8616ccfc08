/** The name of the platform as an OIDC issuer, in every story: nobody's on the internet, so that the simulated Azure is told where its documents are. */
export const storyIssuer = 'https://offload-security.example';
