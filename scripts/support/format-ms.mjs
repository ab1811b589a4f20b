/** A duration as people read it: `183 ms`, `12.4 s`. */
export function formatMs(durationMs) {
  return durationMs < 1000 ? `${Math.round(durationMs)} ms` : `${(durationMs / 1000).toFixed(1)} s`
}
