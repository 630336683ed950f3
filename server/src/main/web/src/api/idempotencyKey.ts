/**
 * A key for a request that makes something: sent again with the same key, the server makes nothing twice.
 * Not `crypto.randomUUID`, which browsers keep from pages served by plain HTTP.
 */
export function idempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('')
}
