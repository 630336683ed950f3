import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Plugin } from 'vite'
import { sampleAnswers } from './answers.ts'
import { jobs } from './desks.ts'
import { SampleWorld } from './world.ts'

/**
 * A made-up server for work on the pages alone (`npm run dev:sample`, any password but "wrong" signs in).
 * It is part of the development server only; nothing of it reaches the built pages.
 */
export function sampleServer(): Plugin {
  return {
    name: 'huifang-sample',
    apply: 'serve',
    configureServer(server) {
      const world = new SampleWorld(Number(process.env.SAMPLE_AGENTS ?? 14))
      world.start()
      server.httpServer?.once('close', () => world.stop())
      const answers = sampleAnswers(world)
      server.middlewares.use('/api/v1', (request, response) => void answer(world, answers, request, response))
    },
  }
}

type Answers = ReturnType<typeof sampleAnswers>

async function answer(world: SampleWorld, answers: Answers, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const address = new URL(request.url ?? '/', 'http://sample')
  if (address.pathname === '/board/stream') {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    const send = () => response.write(`event: board\ndata: ${JSON.stringify(world.board())}\n\n`)
    send()
    response.once('close', world.onChange(send))
    return
  }
  if (address.pathname === '/imports/stream') {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    response.write(`event: imports\ndata: ${JSON.stringify(jobs)}\n\n`)
    return
  }
  let body = ''
  for await (const part of request) body += String(part)
  const found = answers.find(candidate => candidate.method === request.method && candidate.path.test(address.pathname))
  const result = found?.answer(address, body) ?? { status: 404, json: { title: 'Not found', status: 404, detail: `no ${address.pathname}`, errors: [] } }
  const type = result.type ?? (result.status >= 400 ? 'application/problem+json' : 'application/json')
  response.writeHead(result.status, { 'Content-Type': type, ...(result.bytes ? { 'Accept-Ranges': 'none' } : {}) })
  response.end(result.bytes ?? (result.json === undefined ? '' : JSON.stringify(result.json)))
}
