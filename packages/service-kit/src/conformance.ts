// Entry point for the tests of packages that define a kind of server.
export { conformanceCases } from './conformance/conformance-cases'
export type { ConformanceCase, ConformanceSubject, Serve, ServedHandle } from './conformance/subject'
