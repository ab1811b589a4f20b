/** The data that all pairs of a run share. */
export interface MatrixSetUp {
  /** Has the package managers, their caches and the projects. */
  readonly folder: string
  /** The URL of the registry on loopback. */
  readonly registry: string
  /** The folders of the programs of Node.js other than the one that runs this, by major version. */
  readonly nodes: Readonly<Record<number, string>>
}

declare module 'vitest' {
  interface ProvidedContext {
    matrix: MatrixSetUp
  }
}
