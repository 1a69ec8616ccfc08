/** Why no embedded server can run here; undefined when one can. */
export function unsupportedPlatform(
  platform: NodeJS.Platform = process.platform,
  arch: string = process.arch,
  musl: boolean = isMusl(),
): string | undefined {
  const known = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];
  if (!known.includes(`${platform}-${arch}`)) {
    return `embedded Postgres does not exist for ${platform}-${arch}: run the platform against a PostgreSQL server of your own`;
  }
  if (musl)
    return 'embedded Postgres needs glibc, and this system (Alpine?) has musl: use a Debian-based image, or a PostgreSQL server of your own';
  return undefined;
}

function isMusl(): boolean {
  if (process.platform !== 'linux' || !process.report) return false;

  Object.assign(process.report, { excludeNetwork: true }); // else the report looks up the host's addresses, which can take seconds
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime === undefined;
}
