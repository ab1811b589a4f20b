// Takes away what holds a port without a connection, as on a Node without it.
const net = require('node:net')
delete net._createServerHandle
delete net.BoundSocket
require('node:module').syncBuiltinESMExports()
