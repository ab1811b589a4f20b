// Entry point for constructors that are built on those of this package: the presets of `portside`.
export { mergeEnvironments, type EnvironmentSource } from './contract/environment-option'
export { commandRules } from './kinds/command/check-command-options'
export {
  type CommandPlace,
  type CommandPreparation,
  type OutputHint,
  type PreparedCommand,
  preparedCommand,
} from './kinds/command/prepared-command'
export type { Narrowest, ScopeOf, ScopesOf } from './contract/service-definition'
export type { ReservedPort } from './kinds/reserved-port/reserved-port'
