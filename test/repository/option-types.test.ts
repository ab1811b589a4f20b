import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { packageEntries } from '../support/package-entries'
import { asyncOptionTakers, handleOptions, optionTakers } from '../support/option-names'

/** The function under which the test of misspelt options has each public type. */
const takers: Readonly<Record<string, string>> = {
  CleanOptions: 'cleanLedger()',
  CommandOptions: 'command()',
  DatabaseOptions: 'database()',
  DjangoOptions: 'django()',
  ExternalOptions: 'external()',
  FileOptions: 'probe.file()',
  FindOwnerOptions: 'findPortOwner()',
  FlaskOptions: 'flask()',
  GrpcOptions: 'probe.grpc()',
  HandshakeOptions: 'probe.mysql()',
  HttpOptions: 'probe.http()',
  InProcessOptions: 'inProcess()',
  LeaseOptions: 'leasePort()',
  MysqlOptions: 'mysql()',
  MongodbOptions: 'mongodb()',
  OutputOptions: 'output()',
  OverrideOptions: 'override()',
  PortsideJestOptions: 'portside() of Jest',
  PortsideNodeTestOptions: 'portside() of node:test',
  PortsidePlaywrightOptions: 'portside() of Playwright',
  PortsidePluginOptions: 'portside() of Vitest',
  PostgresOptions: 'probe.postgres()',
  PresetOptions: 'vite()',
  PrivateLoopbackOptions: 'privateLoopback()',
  PythonOptions: 'uvicorn()',
  RackupOptions: 'rackup()',
  RedisOptions: 'redis()',
  ReservePortOptions: 'reservePort()',
  ResettableOptions: 'database()',
  ServerOptions: 'mysql()',
  ServiceOptions: 'defineService()',
  ServicesOptions: 'defineServices()',
  SpawnOptions: 'spawnChild()',
  StartOptions: 'start()',
  TaskOptions: 'task()',
  UvicornOptions: 'uvicorn()',
  WaitForOutputOptions: 'waitForOutput()',
  WithServicesOptions: 'withServices()',
}

/** The types of wait-on, or with its options: wait-on itself checks these. Those of StopOptions are among those of SpawnOptions. */
const others = new Set(['WaitOnOptions', 'StopOptions'])

test('every public type of options has a test that misspells each option', () => {
  const texts = packageEntries().map(({ source }) => readFileSync(source, 'utf8'))
  const types = texts.flatMap((text) => text.match(/\b[A-Z]\w*Options\b/g) ?? [])
  const unique = [...new Set(types)].filter((name) => !others.has(name)).sort()
  const tested = { ...takers, ResourceOptions: 'probe.resource()' }
  expect(unique).toEqual(Object.keys(tested).sort())
  const known = new Set(Object.keys({ ...optionTakers, ...asyncOptionTakers, ...handleOptions }))
  expect(Object.values(tested).filter((taker) => !known.has(taker))).toEqual([])
})
