/** Makes a value of what `current` gives, once for each that it gives. */
export function onceEach<Source, Value>(current: () => Source, make: (source: Source) => Value): () => Value {
  let last: { readonly source: Source; readonly value: Value } | undefined
  return () => {
    const source = current()
    if (last?.source !== source) last = { source, value: make(source) }
    return last.value
  }
}
