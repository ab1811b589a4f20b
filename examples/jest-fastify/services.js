const { command, defineServices } = require('portside')

module.exports = defineServices({
  api: command('node server.js', { ready: '/health' }),
})
