/** The options of the Vitest plugin. */
export interface PortsidePluginOptions {
  /** The path of the services file, relative to the root of the project. */
  readonly services: string
  /**
   * Names of services with the scope `'run'` that are started before the first test. `inject('portside')` then has their URLs, in a page of Vitest's
   * browser mode, too.
   * @default []
   */
  readonly provide?: readonly string[]
}
