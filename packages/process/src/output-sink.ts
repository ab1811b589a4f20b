/** Takes all that a child writes. */
export interface OutputSink {
  /** Takes whole lines of stdout or of stderr, in the order in which they came; the last one may have no end. It must not throw. */
  readonly write: (lines: Buffer) => void
  /** Nothing more will come. It may be told twice. */
  readonly close: () => void
}
