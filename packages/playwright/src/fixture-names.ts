/**
 * The names that the first parameter of a test takes out of its context. Playwright Test itself reads them from the text of the function, too.
 * Only to start services ahead: one that is missed here is started when its fixture is resolved.
 */
export function fixtureNames(test: string): readonly string[] {
  const [, pattern = ''] = /^[^({]*\(\s*\{([^{}()]*)\}/.exec(test) ?? []
  return pattern
    .split(',')
    .map((part) => part.split(/[:=]/)[0]?.trim() ?? '')
    .filter((name) => name !== '')
}
