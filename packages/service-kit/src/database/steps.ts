/** A row of a result: the values by the names of the columns. */
export type Row = Readonly<Record<string, unknown>>

/** Runs SQL and returns the rows. */
export type QueryFunction = <R extends Row = Row>(text: string, params?: readonly unknown[]) => Promise<R[]>

/** A database that is being made, for a function that fills it. */
export interface NewDatabase {
  /** Its URL, for whatever driver or tool. */
  readonly url: string
  /** `DATABASE_URL`, and the variables by which the server's own programs find the database (`PGHOST` and so on, `MYSQL_HOST` and so on). */
  readonly env: Readonly<Record<string, string>>
  readonly query: QueryFunction
}

/** The inputs of a step: as long as they are the same, what it made is used again. */
export interface StepInputs {
  /** The files and folders that decide the outcome, relative to the folder of the services file. Their names and content are hashed. @default [] */
  readonly files?: readonly string[]
  /** Anything else that does, such as a version. @default none */
  readonly key?: string
}

/** A command that fills a database: it gets `DATABASE_URL` and the variables of the server's own programs. */
export interface CommandStep extends StepInputs {
  /** The command line, or its words. It runs in the folder of the services file. */
  readonly command: string | readonly string[]
}

/** A function that fills a database. */
export interface FunctionStep extends StepInputs {
  readonly run: (database: NewDatabase) => unknown
}

/**
 * A step that fills a database: the path of a file of SQL, or of a folder with files that end in `.sql` (and not in `.down.sql`), which run in the order of their names; a command; or a function. A
 * command or a function without `files` and `key` is run once a run.
 */
export type Step = string | CommandStep | FunctionStep | FunctionStep['run']

/** A step of a database. */
export interface NamedStep {
  readonly name: 'migrate' | 'seed'
  readonly step: Step
}

/** Returns the steps that options name, in their order. */
export function stepsOf(options: {
  readonly migrate?: Step | undefined
  readonly seed?: Step | undefined
}): readonly NamedStep[] {
  return (['migrate', 'seed'] as const).flatMap((name) => {
    const step = options[name]
    return step === undefined ? [] : [{ name, step }]
  })
}

/** Returns the globs of the files whose changes make the outcome of steps out of date, for watch mode. */
export function watchedBySteps(steps: readonly NamedStep[]): readonly string[] {
  const files = steps.flatMap(({ step }) => inputsOf(step)?.files ?? [])
  return files.flatMap((file) => [file, `${file}/**`])
}

/** Returns the inputs of a step; `undefined` if nothing says what decides its outcome. */
export function inputsOf(step: Step): StepInputs | undefined {
  if (typeof step === 'string') return { files: [step] }
  if (typeof step === 'function') return undefined
  return step.files === undefined && step.key === undefined ? undefined : step
}

/** Returns the text of a step that is a part of its key. */
export function textOfStep(step: Step): string {
  if (typeof step === 'string') return 'sql'
  if (typeof step === 'function') return step.toString()
  return 'command' in step ? JSON.stringify(step.command) : step.run.toString()
}
