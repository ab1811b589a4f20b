import type { SettingValue } from '@portside/service-kit/database'

/** Settings for tests: nothing is kept beyond the server, and there are databases for all tests of a run. */
const testSettings: Readonly<Record<string, SettingValue>> = {
  databases: 256,
  save: '',
  appendonly: false,
  // Another title would overwrite the environment, by which processes of a run are recognised.
  'set-proc-title': false,
}

/** Settings that users cannot change. */
const ownSettings: Readonly<Record<string, SettingValue>> = {
  bind: '127.0.0.1',
  'protected-mode': true,
  daemonize: false,
  logfile: '',
}

/** The user of portside itself, with the same password: it may do everything, whatever is taken from the user `default`. */
export const adminUser = 'portside'

/** Returns the text of the configuration file of a server. The password is in no argument, which other users could read. */
export function configurationOf(
  settings: Readonly<Record<string, SettingValue>>,
  { folder, password }: { readonly folder: string; readonly password: string },
): string {
  const named = Object.fromEntries(Object.entries(settings).map(([name, value]) => [name.toLowerCase(), value]))
  const lines = Object.entries({ ...testSettings, ...named, ...ownSettings }).map(
    ([name, value]) => `${name} ${textOf(value)}`,
  )
  const own = [`dir ${quoted(folder)}`, `requirepass ${password}`, `user ${adminUser} on >${password} ~* &* +@all`]
  return `${[...lines, ...own].join('\n')}\n`
}

/** A text is written as it would be in redis.conf; there, only an empty one needs quotes. */
function textOf(value: SettingValue): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return value === '' ? '""' : String(value)
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`
}
