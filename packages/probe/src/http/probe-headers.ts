import packageJson from '../../package.json'

/** The headers that each probe sends: those of a browser that asks for a page, and the name of the client. Development servers answer 404 without. */
const standard: Readonly<Record<string, string>> = {
  accept: 'text/html, */*',
  'accept-language': 'en',
  'user-agent': `portside/${packageJson.version}`,
}

/** Adds the standard headers of a probe to those of a user, which win whatever the case of their names. */
export function withStandardHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const names = new Set(Object.keys(headers).map((name) => name.toLowerCase()))
  const added = Object.entries(standard).filter(([name]) => !names.has(name))
  return { ...Object.fromEntries(added), ...headers }
}
