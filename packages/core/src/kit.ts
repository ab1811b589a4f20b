// Entry point for constructors that are built on those of this package: the presets of `portside`, and packages that define services of their own, such as databases.
export type { CleanUp } from './contract/clean-up-scope'
export { mergeEnvironments, type EnvironmentSource } from './contract/environment-option'
export type { Narrowest, ScopeOf, ScopesOf } from './contract/service-definition'
export type { ProcessHandle, ServerData } from './contract/service-handle'
export type { ServiceLink } from './contract/service-link'
export type { Launch, LaunchCalls, StartContext, TestEvent, TestFailure } from './contract/start-context'
export { checkDefinition, createDefinition, type DefinitionParts } from './definition/create-definition'
export { override } from './definition/override'
export { connectProcess } from './handle/connect-server'
export { commandRules } from './kinds/command/check-command-options'
export { extendLaunch } from './kinds/command/extend-launch'
export {
  type CommandPlace,
  type CommandPreparation,
  type OutputHint,
  type PreparedCommand,
  preparedCommand,
} from './kinds/command/prepared-command'
export {
  preparedService,
  type PreparedService,
  type PreparedServiceParts,
  runTool,
  type UserIds,
} from './kinds/command/prepared-service'
export type { ReservedPort } from './kinds/reserved-port/reserved-port'
export { cacheFolder, makeGuardedFolder, removeEntry, runHelper } from './kinds/command/service-folders'
