/** Rules of topics that have no form of their own: edited field by field, and never lost. */
export type Extra = Record<string, unknown>

const own = new Set([
  'windows', 'ringFloorSeconds', 'maxAttempts', 'maxDialsPerDay', 'uncountedLimit', 'afterCallSeconds', 'retentionYears', 'busy', 'rejected', 'unreachable',
  'invalidNumber', 'shortRing', 'failure', 'abandoned', 'relaxedRetrySeconds', 'announcement', 'callerId', 'ownCustomers', 'exhaustedMessage', 'messages', 'barredHours',
])

/** A copy; rules come from JSON, and a draft is a proxy, which structuredClone refuses. */
export function extraOf(rules: object): Extra {
  return JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(rules).filter(([field]) => !own.has(field))))) as Extra
}

export type Leaf = { path: string; kind: 'text' | 'number' | 'flag' | 'json'; value: unknown }

const plainObject = (value: unknown): value is Extra => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every field below a rule, in its order; lists are edited as JSON. */
export function leaves(value: unknown, path: string): Leaf[] {
  if (value === undefined) return []
  if (plainObject(value)) return Object.entries(value).flatMap(([field, below]) => leaves(below, `${path}.${field}`))
  if (typeof value === 'boolean') return [{ path, kind: 'flag', value }]
  if (typeof value === 'number') return [{ path, kind: 'number', value }]
  if (typeof value === 'string') return [{ path, kind: 'text', value }]
  return [{ path, kind: 'json', value }]
}

/** Fields that rules leave out while they are not set, by what they take. */
const optional: Record<string, Leaf['kind']> = {
  'limits.attemptsPerDay': 'number', 'limits.attemptsPerWeek': 'number', 'limits.attemptsInAll': 'number',
  'goal.text': 'text', 'goal.questionnaire': 'text', 'goal.script': 'text',
}

/** The fields of one topic, those that are not set at the end with the value null. */
export function fieldsOf(topic: string, value: unknown): Leaf[] {
  const set = leaves(value, topic)
  const unset = Object.entries(optional).filter(([path]) => path.startsWith(`${topic}.`) && !set.some(leaf => leaf.path === path))
  return [...set.map(leaf => (optional[leaf.path] ? { ...leaf, kind: optional[leaf.path] as Leaf['kind'] } : leaf)), ...unset.map(([path, kind]) => ({ path, kind, value: null }))]
}

export const isOptional = (path: string) => path in optional

const choices: [RegExp, string[]][] = [
  [/^goal\.\w+\.unit$/, ['DAYS', 'WORKING_DAYS', 'MONTHS', 'YEARS']],
  [/^routing\.language$/, ['ANY', 'PREFER', 'REQUIRE']],
  [/^recording\.format$/, ['OPUS', 'FLAC', 'MP3']],
  [/^pacing\.mode$/, ['RESERVED', 'POWER']],
]

/** The codes that a field may hold; undefined: any text. */
export const choicesOf = (path: string) => choices.find(([pattern]) => pattern.test(path))?.[1]

/** The same rules with one field changed; undefined takes it out. */
export function withValue(extra: Extra, path: string, value: unknown): Extra {
  const [first, ...rest] = path.split('.') as [string, ...string[]]
  if (rest.length === 0) return { ...extra, [first]: value }
  const below = plainObject(extra[first]) ? extra[first] : {}
  return { ...extra, [first]: withValue(below, rest.join('.'), value) }
}

/** Rules that a form does not name, in words: field, label, value. */
export function extraLines(rules: object): { field: string; label: string; value: string }[] {
  return Object.entries(extraOf(rules)).flatMap(([field, value]) => leaves(value, field))
    .filter(leaf => leaf.value !== '' && leaf.value !== null && !(Array.isArray(leaf.value) && leaf.value.length === 0))
    .map(leaf => ({ field: leaf.path, label: leaf.path, value: leaf.kind === 'json' ? JSON.stringify(leaf.value) : String(leaf.value) }))
}
