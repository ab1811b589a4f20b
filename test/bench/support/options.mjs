import { parseArgs } from 'node:util'

/** The parts of the benchmark, as `--only` names them. */
const parts = ['readiness', 'cycle', 'import', 'install']

const help = `Measures portside and its peers side by side.

Usage: pnpm bench [options]

Options:
  --rounds <number>   How often each peer is measured (default: 30)
  --only <part>       Only this part: ${parts.join(', ')}; may be given several times
  --quick             3 rounds with a server that starts at once: shows that the benchmark works, not how fast anything is
  --out <file>        Where the JSON goes (default: a new file in test/bench/results)
  -h, --help          Show this help`

/** Reads the command line. Throws a `TypeError` that says what is wrong with it. */
export function readOptions(args) {
  const { values } = parseArgs({
    args: args.filter((word) => word !== '--'),
    options: {
      rounds: { type: 'string' },
      only: { type: 'string', multiple: true },
      quick: { type: 'boolean' },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) return { help }
  const rounds = Number(values.rounds ?? (values.quick ? 3 : 30))
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new TypeError(`Expected \`--rounds\` to be a whole number above 0, got '${values.rounds}'`)
  const only = values.only ?? parts
  const unknown = only.find((part) => !parts.includes(part))
  if (unknown !== undefined)
    throw new TypeError(`Expected \`--only\` to be one of ${parts.join(', ')}, got '${unknown}'`)
  // The slowest poll is every 2 s: pauses from 0 to 2 s meet every peer's poll at any moment of its interval.
  return { rounds, only, out: values.out, longestPauseMs: values.quick ? 0 : 2000 }
}
