/** Whether this run is one of watch mode, as its global configuration says. */
export function isWatching(globalConfig: unknown): boolean {
  const { watch, watchAll } = (globalConfig ?? {}) as { watch?: boolean; watchAll?: boolean }
  return watch === true || watchAll === true
}
