/**
 * Returns the names that the first parameter of a test takes out of its context. Playwright Test itself also reads them from the text of the
 * function. They serve only to start services early: one that is missed here is started when its fixture is resolved.
 */
export function usedFixtures(test: string): readonly string[] {
  const [, pattern = ''] = /^[^({]*\(\s*\{([^{}()]*)\}/.exec(test) ?? []
  return pattern
    .split(',')
    .map((part) => part.split(/[:=]/)[0]?.trim() ?? '')
    .filter((name) => name !== '')
}
