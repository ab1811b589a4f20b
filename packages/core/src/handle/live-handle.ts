import { inspect } from 'node:util'

/** Makes a handle whose properties are read each time, since a restart makes a new handle. An object of a class is returned as it is. */
export function liveHandle(read: () => unknown): unknown {
  const handle = read()
  if (!isPlain(handle)) return handle
  const live = {}
  for (const key of Object.keys(handle)) {
    Object.defineProperty(live, key, { enumerable: true, get: () => (read() as Record<string, unknown>)[key] })
  }
  Object.defineProperty(live, inspect.custom, { value: read })
  return Object.freeze(live)
}

/** Adds properties to a handle: returns a new handle if it is plain, else the extended object itself. */
export function extendHandle(handle: object, added: object): object {
  if (!isPlain(handle)) return Object.assign(handle, added)
  const descriptors = { ...Object.getOwnPropertyDescriptors(handle), ...Object.getOwnPropertyDescriptors(added) }
  return Object.freeze(Object.defineProperties({}, descriptors))
}

function isPlain(handle: unknown): handle is object {
  if (typeof handle !== 'object' || handle === null) return false
  return [Object.prototype, null].includes(Object.getPrototypeOf(handle) as object | null)
}

/** Makes a value from the source that `current` returns, once for each source. */
export function onceEach<Source, Value>(current: () => Source, make: (source: Source) => Value): () => Value {
  let last: { readonly source: Source; readonly value: Value } | undefined
  return () => {
    const source = current()
    if (last?.source !== source) last = { source, value: make(source) }
    return last.value
  }
}
