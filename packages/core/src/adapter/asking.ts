// What asks a supervisor, as one part that is loaded with the first question: most test files find what they need in the list of what is ready.
export { connectSupervisor } from '../worker/connect-supervisor'
export { createRemoteShares } from '../worker/remote-shares'
