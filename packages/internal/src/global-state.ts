/**
 * Returns the record of this name on `globalThis`, and makes it at the first call: one process may load the ESM and the CommonJS build, which share
 * it then. The record is sealed, since Jest makes accessors of what is not. The key is `Symbol.for('portside.<name>')`.
 */
export function globalState<State extends object>(name: string, make: () => State): State {
  const holder = globalThis as Record<symbol, State | undefined>
  return (holder[Symbol.for(`portside.${name}`)] ??= Object.seal(make()))
}
