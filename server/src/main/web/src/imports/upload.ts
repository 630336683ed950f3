import { readProblem, Refused, Unreachable } from '../api/problem'
import { address } from '../api/request'

export type ImportKind = 'customers' | 'events' | 'campaigns' | 'callbacks'

/** Sends a file as it is, from disk, and tells how much has gone. fetch cannot tell, so this is XMLHttpRequest. */
export function upload(kind: ImportKind, file: File, charset: string, progress: (share: number) => void): Promise<{ id: string }> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', address(`/imports/${kind}`, { fileName: file.name.slice(-200), charset }))
    request.setRequestHeader('Content-Type', 'text/csv')
    request.setRequestHeader('Accept', 'application/json')
    request.setRequestHeader('X-Huifang', '1')
    request.upload.onprogress = event => progress(event.lengthComputable ? event.loaded / event.total : 0)
    request.onerror = () => reject(new Unreachable('upload'))
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) return resolve(JSON.parse(request.responseText) as { id: string })
      const answer = new Response(request.responseText, { status: request.status, headers: { 'Content-Type': request.getResponseHeader('Content-Type') ?? '' } })
      return void readProblem(answer).then(problem => reject(new Refused(problem)))
    }
    request.send(file)
  })
}
