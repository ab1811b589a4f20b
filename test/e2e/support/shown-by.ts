const escape = '\u001B'
const controls = new RegExp(`${escape}\\[(\\d*)A|${escape}\\[[JK]|\\r|\\n|[^${escape}\\r\\n]+`, 'g')

/** Returns the lines that a terminal shows in the end; of control sequences, the output has CUU, ED and EL. */
export function shownBy(output: string): readonly string[] {
  const lines = ['']
  let row = 0
  for (const [part, up] of output.matchAll(controls)) {
    if (part.endsWith('A') && up !== undefined) row -= Number(up || 1)
    else if (part === '\u001B[J') lines.splice(row, Infinity, '')
    else if (part === '\u001B[K') lines[row] = ''
    else if (part === '\n') row += 1
    else if (part !== '\r') lines[row] = (lines[row] ?? '') + part
  }
  return lines.filter((line) => line !== '')
}
