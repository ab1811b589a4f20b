/** What a user may have set for the registry and the way to it; pnpm reads these too. */
const kept = [
  'ca',
  'cache',
  'cafile',
  'globalconfig',
  'https_proxy',
  'noproxy',
  'proxy',
  'registry',
  'strict_ssl',
  'userconfig',
].map((name) => `npm_config_${name}`)

/**
 * The environment without what npm sets for its scripts: pnpm would take `npm_config_*` (npm's prefix, its user agent, its
 * folders) for settings of its own.
 */
export function cleanEnvironment(environment) {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => isPassedOn(name)))
}

function isPassedOn(name) {
  return !/^npm_/.test(name) || kept.includes(name) || /^npm_config_.*:/.test(name)
}
