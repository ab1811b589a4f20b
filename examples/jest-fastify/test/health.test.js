const { setupServices } = require('portside/jest')
const definitions = require('../services')

const services = setupServices(definitions, 'api')

// The same server as in users.test.js: it is started once for the run, whichever file asks first.
test('is healthy', async () => {
  const response = await services.api.fetch('/health')
  expect(await response.json()).toEqual({ status: 'ok', pid: services.api.pid })
})
