import { detailsOf, isPortsideError, type PortsideErrorDetails, withDetails } from '@portside/errors'

/** Words of the API, and what stands for them on the command line; an earlier row wins. */
const words: readonly (readonly [RegExp, string])[] = [
  // A probe is chosen by the form of `--ready`.
  [/, ask by `probe\.http\(\)` with .*?, or take `probe\.tcp\(\)`/g, ', or leave `--ready` out'],
  [/take `probe\.tcp\(\)`, or the probe of that protocol/g, 'leave `--ready` out'],
  [/take `probe\.tcp\(\)`/g, 'leave `--ready` out'],
  [/Relative paths begin at the folder of the services file; without one, at/g, 'Relative paths begin at'],
  [/What stays in the foreground is a `command`, not a `task`\.?/g, ''],
  [/, or say `detaches: true`/g, ''],
  [
    /: set `owner: 'any'`, and `stopCommand` to the line that stops it/g,
    ': define the service in a services file, where its option owner allows that',
  ],
  [/, or `stdin: 'closed'`/g, ''],
  [/`ready: \/([^`]*)\/`/g, '`--ready log:$1`'],
  [/; a step that ends is a `task`/g, ''],
  [/; `owner: 'any'` says that it may be another's/g, ''],
  [/`placeholders: false` keeps all braces/g, '`--env` can carry such braces instead'],
  [/`env: \(_, \{ port \}\) => \(\{ (\w+): port \}\)`/g, '`--env $1={port}`'],
  [/`env: \{ (\w+): '([^'\s]*)' \}`/g, '`--env $1=$2`'],
  [/`env: \{[^`]*\}`/g, '`--env NAME=value`'],
  [/`env\.(\w+)`/g, '`--env $1`'],
  [/`headers: \{ ([\w-]+): '([^']*)' \}`/g, '`--header "$1: $2"`'],
  [/`status: (\d+)`/g, '`--status $1`'],
  [/`startTimeoutMs: (\d+)`/g, '`--timeout $1`'],
  [/`remap: \{ (\d+): 'lease' \}`/g, '`--remap $1`'],
  [/`remap`/g, '`--remap`'],
  [/`shell: true`/g, '`--shell`'],
  [/`(port|host|protocol|expose|ready|cwd): '?([^'`]*)'?`/g, '`--$1 $2`'],
  [/where `port` is '(\w+)'/g, 'with `--port $1`'],
  [/`startTimeoutMs`/g, '`--timeout`'],
  [/`envFile`/g, '`--env-file`'],
  [/`headers`/g, '`--header`'],
  [/`(port|host|protocol|expose|ready|cwd|env|shell|status)`/g, '`--$1`'],
  [/`command`/g, '`-s`'],
  [/, got undefined$/, ''],
]

/** Options of the API that the command line does not have. */
const absent =
  /`(?:owner|ownership|contain|stopCommand|stopSignal|stopTimeoutMs|restartOnCrash|urlHost|wrongPort|listenHook|placeholders|redact|detaches|leaveRunning|existing|needs)\b[^`]*`|`probe\.\w+\(|port: 'inherit'/

/** Rewrites a text of the API in the words of the command line. */
export function optionWords(text: string): string {
  return words.reduce((rewritten, [word, option]) => rewritten.replace(word, option), text).trimEnd()
}

/** Rewrites the error of a service of the command line: its text has the options of `portside run`, and no hint that cannot be followed there. */
export function withOptionWords(error: unknown): unknown {
  if (isPortsideError(error)) {
    const { summary, evidence, hints, failures } = rewritten(detailsOf(error))
    return withDetails(error, { summary, evidence, hints, failures })
  }
  return error instanceof TypeError ? new TypeError(optionWords(error.message), { cause: error }) : error
}

/** Runs `define`, and rewrites its error in the words of the command line. */
export function inOptionWords<Result>(define: () => Result): Result {
  try {
    return define()
  } catch (error) {
    throw withOptionWords(error)
  }
}

function rewritten<Details extends PortsideErrorDetails>(details: Details): Details {
  const { summary, evidence = [], hints = [], failures = [] } = details
  return {
    ...details,
    summary: optionWords(summary),
    evidence: evidence.map(optionWords),
    hints: hints.map(optionWords).filter((hint) => hint !== '' && !absent.test(hint)),
    failures: failures.map(rewritten),
  }
}
