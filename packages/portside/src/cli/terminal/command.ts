/** A command of the command line: its options, its help, and the function that runs it. */
export interface Command {
  /** One line, for the overview and the head of its help. */
  readonly summary: string
  /** Its arguments, as in `[options] <resource...>`. */
  readonly usage: string
  /** A paragraph before the options. */
  readonly about?: string
  readonly options: Options
  /** Further parts of the help. */
  readonly sections?: readonly Section[]
  /** Command lines that work as they stand. */
  readonly examples?: readonly string[]
  /** Resolves to the exit code. Throws a `TypeError` for wrong arguments. */
  readonly run: (args: readonly string[]) => Promise<number>
}

/** Options by name: for parseArgs of Node.js, and for the help. */
export type Options = Readonly<Record<string, Option>>

/** One option. */
export interface Option {
  readonly type: 'string' | 'boolean'
  readonly short?: string
  readonly multiple?: boolean
  /** The placeholder for its value in the help. */
  readonly value?: string
  readonly help: string
}

/** A part of a help: a paragraph, or rows of a term and its meaning under a title. */
export type Section = string | { readonly title: string; readonly rows: readonly Row[] }

/** A term and its meaning. */
export type Row = readonly [term: string, meaning: string]

/** The option that prints the help of a command. */
export const helpOption = { help: { type: 'boolean', short: 'h', help: 'Show this help' } } as const satisfies Options
