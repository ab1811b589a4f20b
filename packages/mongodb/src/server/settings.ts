import type { SettingValue } from '@portside/service-kit/database'

/** Settings for tests: little memory, and nothing is recorded for support. */
const testSettings: Readonly<Record<string, SettingValue>> = {
  'security.authorization': 'enabled',
  'storage.wiredTiger.engineConfig.cacheSizeGB': 0.25,
  'setParameter.diagnosticDataCollectionEnabled': false,
  'systemLog.quiet': true,
}

type Settings = Readonly<Record<string, SettingValue>>

/** Returns all settings of a server, whose data is in `folder`. */
export function settingsOf(settings: Settings, folder: string): Settings {
  return {
    ...testSettings,
    ...settings,
    'net.bindIp': '127.0.0.1',
    // Windows has none, and refuses the setting.
    ...(process.platform !== 'win32' && { 'net.unixDomainSocket.enabled': false }),
    'storage.dbPath': folder,
  }
}

/** Whether the server asks for a password. */
export function hasPassword(settings: Settings): boolean {
  return settings['security.authorization'] === 'enabled'
}

interface Section {
  [name: string]: SettingValue | Section
}

/** Returns the text of the configuration file: JSON, which is YAML, too. */
export function configurationOf(settings: Settings): string {
  const root: Section = {}
  for (const [name, value] of Object.entries(settings)) {
    const path = name.split('.')
    const last = path.pop() ?? name
    let section = root
    for (const part of path) {
      const inner = section[part]
      section = section[part] = typeof inner === 'object' ? inner : {}
    }
    section[last] = value
  }
  return JSON.stringify(root, undefined, 2)
}
