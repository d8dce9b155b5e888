// A server that reads what it is sent and answers 200, in a process of its own so that its work is not counted.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const server = createServer((request, response) => request.resume().on('end', () => response.end()))
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
