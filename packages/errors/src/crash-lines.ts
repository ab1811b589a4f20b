// The few lines of output that show why a service has died.
/** Each test that a crash fails shows it. */
const shownLines = 5

/** A frame of a stack: V8 and Java write `at`, Ruby `from`. */
const frame = /^\s+(?:at|from) \S/
const frameOfNode = /^\s+at .*\bnode:/
/** The end of what Node.js writes about an error. */
const versionOfNode = /^Node\.js v\d/
/** The first line of an error, as most languages write it. */
const error = /^\s*(?:\[cause\]: )?(?:Uncaught )?[\w.$]*(?:Error|Exception)\b/

/** Returns the few lines that show why a service has died: its last ones; if frames of a stack are among these, those from its error on. */
export function crashLines(lines: readonly string[]): readonly string[] {
  if (lines.length <= shownLines) return lines
  const end = lines.findLastIndex((line) => line.trim() !== '' && !versionOfNode.test(line)) + 1
  const lastFrame = lines.findLastIndex((line) => frame.test(line))
  const isCause = lastFrame >= end - shownLines
  const begin = isCause ? beginOfError(lines, lastFrame) : end - shownLines
  const own = lines.slice(begin, end).filter((line) => !frameOfNode.test(line))
  return own.length >= shownLines ? own.slice(0, shownLines) : withLinesBefore(own, lines.slice(0, begin))
}

/** Finds the line of an error above its last frame; its message may have several lines. */
function beginOfError(lines: readonly string[], lastFrame: number): number {
  const above = lines.slice(0, lastFrame)
  const beforeFrames = above.findLastIndex((line) => !frame.test(line))
  const block = above.slice(0, beforeFrames + 1).findLastIndex((line) => line.trim() === '') + 1
  const named = above.findLastIndex((line, index) => index >= block && index <= beforeFrames && error.test(line))
  return Math.max(named === -1 ? beforeFrames : named, 0)
}

function withLinesBefore(lines: readonly string[], before: readonly string[]): readonly string[] {
  return [...before.slice(lines.length - shownLines), ...lines]
}
