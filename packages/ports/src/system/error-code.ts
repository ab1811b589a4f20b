/**
 * The `code` of a system error (`EADDRINUSE`, …), or `''` for anything else that was thrown. It does not ask for
 * `instanceof Error`: Jest gives each test file an `Error` of its own.
 */
export function errorCode(thrown: unknown): string {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined
  return typeof code === 'string' ? code : ''
}
