/** What a user may have set for the registry and the way to it; pnpm reads these too. */
const kept = new Set(
  [
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
  ].map((name) => `npm_config_${name}`),
)

/**
 * The environment without what npm sets for its scripts: pnpm would take `npm_config_*` (npm's prefix, its user agent, its
 * folders) for settings of its own.
 */
export function cleanEnvironment(environment) {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => isPassedOn(name)))
}

function isPassedOn(name) {
  return !name.startsWith('npm_') || kept.has(name) || isOfScope(name)
}

/** A setting of one registry or scope: `npm_config_@portside:registry`, `npm_config_//registry.npmjs.org/:_authToken`. */
function isOfScope(name) {
  return name.startsWith('npm_config_') && name.includes(':')
}
