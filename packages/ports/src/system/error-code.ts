/**
 * Returns the `code` of a system error (`EADDRINUSE`, …), or `''` for anything else that was thrown. It does not use `instanceof Error`: Jest gives
 * each test file its own `Error`.
 */
export function errorCode(thrown: unknown): string {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined
  return typeof code === 'string' ? code : ''
}
