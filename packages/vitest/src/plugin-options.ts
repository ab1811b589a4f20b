/** The options of the Vitest plugin. */
export interface PortsidePluginOptions {
  /**
   * The path of the services file, relative to the root of the project.
   * @default the nearest `services.ts` or `portside.config.ts` (or `.mts`, `.cts`, `.js`, `.mjs`, `.cjs`), from the folder of the configuration upwards
   */
  readonly services?: string
  /**
   * Names of services with the scope `'run'` that are started before the first test. `inject('portside')` then has their URLs, even in a page of
   * Vitest's browser mode.
   * @default []
   */
  readonly provide?: readonly string[]
}
