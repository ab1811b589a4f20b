import { type Manager, managers } from './managers'
import { type MatrixProject, projects } from './projects'

/** A package manager and a project that portside is added to with it. */
export interface Pair {
  readonly name: string
  readonly manager: Manager
  readonly project: MatrixProject
}

/** The pairs of the short form: each package manager twice, and each kind of project. */
const short = new Set([
  'npm 10 × Vitest 0.34',
  'npm 10 × Jest 27',
  'npm 11 × Vitest 3 beside 4',
  'npm 11 × Vitest 99',
  'pnpm × Vitest 4',
  'pnpm × Playwright Test 1.50',
  'yarn × Jest 29',
  'yarn × nothing',
  'yarn PnP × Vitest 3',
  'yarn PnP × Playwright Test 1.65',
  'bun × Vitest 5',
  'bun × Jest 30',
])

const every = managers.flatMap((manager) =>
  projects.map((project): Pair => ({ name: `${manager.name} × ${project.name}`, manager, project })),
)

/** The pairs of this run: all, or with `MATRIX=short` twelve, or with another pattern in `MATRIX` those whose names it matches. */
export const pairs: readonly Pair[] = every.filter(({ name }) => isChosen(name, process.env['MATRIX'] ?? ''))

function isChosen(name: string, pattern: string): boolean {
  return pattern === 'short' ? short.has(name) : new RegExp(pattern).test(name)
}
